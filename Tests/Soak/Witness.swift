import Foundation
import Synchronization

/// Reads the events as they come and looks at every line: numbers without holes, time that goes forwards, no number that is none, every
/// lost sample in a gap; and compares what is said of each day's first seconds with what was said on the first day.
final class Witness: @unchecked Sendable {
  // SAFETY: written by the reading thread, read after `finish()` has waited for its end.
  private(set) var gapCount = 0
  private(set) var lostSamples: UInt64 = 0
  private let position = Atomic<UInt64>(0)
  private var counts: [String: Int] = [:]
  private var problems: [String] = []
  private var sequence = -1
  private var lastStream = 0.0
  private var longestStep = 0.0
  /// Of the first five seconds behind a day's gap: what was said of the first, and how far the last one has come.
  private var firstProbe: [String] = []
  private var probeCount = 0
  private var probeEnd: UInt64 = 0
  private var probeEstimates = 0
  private var probesAgree = true
  private let ended = DispatchSemaphore(value: 0)

  init(descriptor: Int32) {
    Thread.detachNewThread { [self] in
      guard let file = fdopen(descriptor, "r") else { return }
      var line: UnsafeMutablePointer<CChar>?
      var capacity = 0
      while getline(&line, &capacity, file) > 0 {
        if let line { look(String(cString: line)) }
      }
      free(line)
      fclose(file)
      ended.signal()
    }
  }

  /// Where the last line stands in the stream, samples; also while it is read.
  var lastSamples: UInt64 { position.load(ordering: .relaxed) }

  /// Waits for the last line.
  /// - Returns: what was wrong, in the lines and against what was played.
  func finish(_ truth: SoakTruth) -> [String] {
    ended.wait()
    endProbe()
    if lastSamples != truth.position { problems.append("played to \(truth.position), stop says \(lastSamples)") }
    if (gapCount, lostSamples) != (truth.gaps, truth.lost) {
      problems.append("\(truth.gaps) gaps of \(truth.lost) samples, events say \(gapCount) of \(lostSamples)")
    }
    if probeCount != truth.probes { problems.append("\(truth.probes) probes played, \(probeCount) heard") }
    if firstProbe.isEmpty { problems.append("no probe was heard") }
    if truth.heapCalls ?? 0 > 0 { problems.append("the analysis thread called the allocator") }
    return problems
  }

  var summary: String {
    let events = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    return "events: \(events); \(lostSamples) samples in \(gapCount) gaps; longest step \(longestStep) µs\n"
      + "probe: \(firstProbe.count) estimates on each of \(probeCount) days, \(probesAgree ? "the same on all" : "not the same")"
  }

  /// The value of a field that is a number or a word, as it stands in the line.
  private func field(_ name: String, _ line: String) -> Substring? {
    guard let range = line.range(of: "\"\(name)\":") else { return nil }
    return line[range.upperBound...].prefix { $0 != "," && $0 != "}" }
  }

  private func look(_ line: String) {
    guard let type = field("type", line), let number = field("seq", line).flatMap({ Int($0) }),
      let stream = field("stream_s", line).flatMap({ Double($0) })
    else { return problems.append("no event: \(line)") }
    counts[String(type.dropFirst().dropLast()), default: 0] += 1
    if number != sequence + 1 { problems.append("seq \(number) after \(sequence)") }
    sequence = number
    // A heartbeat between two estimates stands at the sound that has come, which is after the last step.
    if type == "\"estimate\"" || type == "\"gap\"" {
      if stream < lastStream { problems.append("stream_s \(stream) after \(lastStream)") }
      lastStream = stream
    }
    position.store(UInt64((stream * 16_000).rounded()), ordering: .relaxed)
    switch type {
    case "\"gap\"":
      let lost = field("lost_samples", line).flatMap { UInt64($0) } ?? 0
      gapCount += 1
      lostSamples += lost
      if lost >= 320_000, line.contains("\"cause\":\"device\"") { beginProbe() }
    case "\"estimate\"":
      if line.contains("\"confidence\":null") || line.contains("nan") { problems.append("no number: \(line)") }
      if probeCount > 0, lastSamples - probeEnd < 5 * 16_000, let said = said(line) { compare(said) }
    case "\"health\"": longestStep = max(longestStep, field("max", line).flatMap { Double($0) } ?? 0)
    case "\"fault\"": problems.append("fault: \(line)")
    default: break
    }
  }

  /// From `speech` to `heard_s`: all that does not depend on when it was said.
  private func said(_ line: String) -> String? {
    guard let from = line.range(of: "\"speech\":"), let to = line.range(of: ",\"latency_ms\"") else { return nil }
    return String(line[from.lowerBound..<to.lowerBound])
  }

  private func beginProbe() {
    endProbe()
    probeCount += 1
    probeEnd = lastSamples
    probeEstimates = 0
  }

  /// A probe that ends early is different, too.
  private func endProbe() {
    if probeCount > 0, probeEstimates != firstProbe.count {
      differ("\(probeEstimates) estimates and not \(firstProbe.count)")
    }
  }

  private func compare(_ said: String) {
    if probeCount == 1 { firstProbe.append(said) }
    if probeEstimates < firstProbe.count, firstProbe[probeEstimates] != said {
      differ("\(said) and not \(firstProbe[probeEstimates])")
    }
    probeEstimates += 1
  }

  private func differ(_ how: String) {
    probesAgree = false
    problems.append("day \(probeCount) says otherwise than day 1: \(how)")
  }
}
