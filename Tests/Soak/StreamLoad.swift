import Capture
import Foundation
import Listening
import Model
import TestSupport

/// Many streams at real time in one process on one core: how late their estimates are, and what a stream costs.
///
/// Each plays the demonstration from another place, and begins at another moment. The process that listens is held on one core (by
/// `taskset`); this one, which reads what it says, may use another. Memory is told against a run with one stream.
enum StreamLoad {
  private struct Run {
    var latencies: [Double] = []
    var events = 0
    var lost = 0
    var dropped = 0
    var gaps = 0
    var processorShare = 0.0
    var residentKilobytes = 0.0
  }

  private static let ringKilobytes = 128.0

  /// What `look` looks at, in a process of its own.
  static func play(streams: Int, seconds: Double) throws {
    let signals = try ProcessSignals()
    let listener = Listener(model: try Model.embedded(precision: Settings().precision), settings: Settings(), version: "soak") {
      FileHandle.standardError.write(Data(($0 + "\n").utf8))
    }
    let sound = try SoakSounds().speech
    var random = SplitMix64(seed: 9)
    let plans = (0..<streams).map { index in
      let from = Int.random(in: 0..<sound.count, using: &random)
      let delay = Int64.random(in: 0..<40_000_000, using: &random)
      let name = "stream \(index)"
      return Listener.Plan(kind: "file", name: name, channel: .mix, isLossless: false) {
        FileSource(sound: sound, from: from, frames: Int(seconds * 16_000), name: name, delayNanoseconds: delay)
      }
    }
    try listener.run(plans, until: signals, target: EventTarget(descriptor: STDOUT_FILENO))
  }

  static func look(streams: Int, seconds: Double) throws {
    let one = try run(streams: 1, seconds: min(seconds, 10))
    let many = try run(streams: streams, seconds: seconds)
    let sorted = many.latencies.sorted()
    func quantile(_ share: Double) -> Double { sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] }
    print(
      String(
        format: "%ld streams for %.0f s on one core: latency_ms of %ld estimates p50 %.1f, p99 %.1f, p99.9 %.1f, worst %.1f", streams,
        seconds,
        sorted.count, quantile(0.5), quantile(0.99), quantile(0.999), quantile(1)))
    print(
      String(
        format: "processor %.1f %% of the core; lost samples %ld in %ld gaps, dropped events %ld", 100 * many.processorShare, many.lost,
        many.gaps, many.dropped))
    let each = (many.residentKilobytes - one.residentKilobytes) / Double(max(1, streams - 1))
    print(
      String(
        format: "resident %.1f MB, one stream %.1f MB: %.1f kB a stream, %.1f beyond its audio ring", many.residentKilobytes / 1024,
        one.residentKilobytes / 1024, each, each - ringKilobytes))
  }

  private static func run(streams: Int, seconds: Double) throws -> Run {
    let player = Process()
    player.executableURL = URL(filePath: "/usr/bin/env")
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    player.arguments = ["taskset", "-c", "0", program, "stream-play", String(streams), String(seconds)]
    let events = Pipe()
    player.standardOutput = events
    try player.run()
    var run = Run()
    let usage = Usage(player.processIdentifier, seconds: seconds)
    var rest: [UInt8] = []
    while true {
      let data = events.fileHandleForReading.availableData
      if data.isEmpty { break }
      rest += data
      var from = 0
      while let end = rest[from...].firstIndex(of: 10) {
        note(String(decoding: rest[from..<end], as: UTF8.self), &run)
        from = end + 1
      }
      rest.removeFirst(from)
    }
    player.waitUntilExit()
    (run.processorShare, run.residentKilobytes) = usage.result
    guard player.terminationStatus == 0, !run.latencies.isEmpty else {
      print("WRONG: the player ended with \(player.terminationStatus) after \(run.events) events")
      exit(1)
    }
    return run
  }

  private static func note(_ line: String, _ run: inout Run) {
    run.events += 1
    if line.hasPrefix(#"{"type":"estimate""#) {
      run.latencies.append(number("latency_ms", line) ?? .nan)
    } else if line.hasPrefix(#"{"type":"gap""#) {
      run.gaps += 1
    } else if line.hasPrefix(#"{"type":"stop""#) {
      run.lost += number("lost_samples", line).map { Int($0) } ?? 0
      run.dropped = max(run.dropped, number("dropped_events", line).map { Int($0) } ?? 0)
    }
  }

  private static func number(_ name: String, _ line: String) -> Double? {
    guard let key = line.utf8.firstRange(of: "\"\(name)\":".utf8) else { return nil }
    let digits = line.utf8[key.upperBound...].prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") }
    return Double(String(decoding: digits, as: UTF8.self))
  }

  /// A process's share of the processor, from a fifth of its time on to nine tenths of it, and its memory then.
  private final class Usage: @unchecked Sendable {
    // SAFETY: guarded by the lock.
    private var value = (0.0, 0.0)
    private let lock = NSLock()

    var result: (Double, Double) { lock.withLock { value } }

    init(_ process: Int32, seconds: Double) {
      Thread.detachNewThread { [self] in
        usleep(UInt32(seconds * 0.2 * 1e6) + 500_000)
        let (began, first) = (Date(), Self.processorSeconds(process))
        while Date().timeIntervalSince(began) < seconds * 0.7 {
          usleep(200_000)
          guard let first, let now = Self.processorSeconds(process), let resident = Self.residentKilobytes(process) else { return }
          lock.withLock { value = ((now - first) / Date().timeIntervalSince(began), resident) }
        }
      }
    }

    private static func residentKilobytes(_ process: Int32) -> Double? {
      let text = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)
      return text?.split(separator: " ").dropFirst().first.flatMap { Double($0) }.map { $0 * Double(getpagesize()) / 1024 }
    }

    private static func processorSeconds(_ process: Int32) -> Double? {
      guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return nil }
      let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
      guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return nil }
      return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
  }
}
