import Foundation

/// Reads the events as they come and looks at every line: numbers without holes, time that goes forwards, no number that is none, every
/// lost sample in a gap; and keeps what was said of the days' first seconds.
final class Witness: @unchecked Sendable {
  // SAFETY: written by the reading thread, read after `finish()` has waited for its end.
  private(set) var gapCount = 0
  private(set) var lostSamples: UInt64 = 0
  private(set) var lastSamples: UInt64 = 0
  private var counts: [String: Int] = [:]
  private var problems: [String] = []
  private var sequence = -1
  private var lastStream = 0.0
  private var longestStep = 0.0
  /// Estimates of the first eight seconds behind a gap of twenty: stream_s, and what was said.
  private var probes: [(gapEnd: UInt64, said: [String])] = []
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

  /// Waits for the last line.
  func finish() -> [String] {
    ended.wait()
    return problems
  }

  var summary: String {
    let events = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    return "events: \(events); \(lostSamples) samples in \(gapCount) gaps; longest step \(longestStep) µs"
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
    lastSamples = UInt64((stream * 16_000).rounded())
    switch type {
    case "\"gap\"":
      let lost = field("lost_samples", line).flatMap { UInt64($0) } ?? 0
      gapCount += 1
      lostSamples += lost
      if lost >= 320_000, line.contains("\"cause\":\"device\"") { probes.append((lastSamples, [])) }
    case "\"estimate\"":
      if line.contains("\"confidence\":null") || line.contains("nan") { problems.append("no number: \(line)") }
      if let end = probes.last?.gapEnd, lastSamples - end < 5 * 16_000, let said = said(line) {
        probes[probes.count - 1].said.append(said)
      }
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

  /// Every day's probe must be answered as on the first day.
  func compareProbes(at positions: [UInt64]) -> [String] {
    let daily = probes.filter { positions.contains($0.gapEnd) }
    guard let first = daily.first, !first.said.isEmpty else { return ["no probe was heard"] }
    var problems = daily.count == positions.count ? [] : ["\(positions.count) probes played, \(daily.count) heard"]
    for (day, probe) in daily.enumerated() where probe.said != first.said {
      let pair = zip(first.said, probe.said).first { $0 != $1 }
      problems.append(
        "day \(day + 1) says otherwise than day 1: \(pair.map { "\($0.1) and not \($0.0)" } ?? "\(probe.said.count) estimates")")
    }
    print(
      "probe: \(first.said.count) estimates on each of \(daily.count) days, first and last: \(problems.isEmpty ? "the same" : "not the same")"
    )
    return problems
  }
}
