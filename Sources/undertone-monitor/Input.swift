import Dispatch
import EventReading
import Glibc
import Monitor

/// Where the events come from: standard input, or a file that is replayed.
struct Input: Sendable {
  private let descriptor: Int32
  private let isReplay: Bool

  /// - Parameter path: of the file to replay; `nil` for standard input.
  /// - Throws: `Failure` (66) when the file cannot be opened.
  init(path: String?) throws {
    isReplay = path != nil
    descriptor = path.map { open($0, O_RDONLY | O_CLOEXEC) } ?? STDIN_FILENO
    if descriptor < 0, let path { throw Failure("cannot read \(path): \(String(cString: strerror(errno)))", exitCode: 66) }
  }

  /// Hands every line to the monitor, until the end.
  func read(into monitor: Monitor, speed: Double, echo: Bool) async {
    var reader = LineReader(descriptor: descriptor)
    var complaints = Complaints()
    if isReplay {
      try? await ReplayPace.run(speed: speed, clock: ContinuousClock()) {
        reader.nextLine()
      } take: { line in
        complaints.take(line, monitor)
      }
      return
    }
    // Reading blocks, and the concurrency runtime has a thread for each core only.
    await withCheckedContinuation { continuation in
      DispatchQueue(label: "input").async {
        var (reader, complaints, isEchoing) = (LineReader(descriptor: descriptor), Complaints(), echo)
        while let line = reader.nextLine() {
          complaints.take(line, monitor)
          if isEchoing, !Echo.write(line) {
            isEchoing = false
            Diagnostics.say("standard output is gone; nothing is copied to it any more")
          }
        }
        continuation.resume()
      }
    }
  }
}

extension LineReader {
  /// Waits for the next line; `nil` at the end.
  fileprivate mutating func nextLine() -> [UInt8]? {
    while true {
      if let line = next() { return Array(line) }
      if isAtEnd { return nil }
      fill()
    }
  }
}

/// Says once that lines are no events: where that is so, it is so a thousand times.
private struct Complaints {
  private var hasComplained = false

  mutating func take(_ line: [UInt8], _ monitor: Monitor) {
    guard !line.isEmpty, !monitor.take(line: line), !hasComplained else { return }
    hasComplained = true
    let start = String(decoding: line.prefix(80), as: UTF8.self).map { $0.isASCII && !$0.isNewline && $0 >= " " ? $0 : "?" }
    Diagnostics.say("a line is no event of undertone's, and is only counted, as further ones are: \(String(start))")
  }
}
