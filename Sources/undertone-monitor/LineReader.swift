import Glibc
import Monitor

/// Lines of a descriptor, read with plain blocking reads.
struct LineReader {
  let descriptor: Int32
  private var splitter = LineSplitter()
  private var ready: [[UInt8]] = []
  private var hasEnded = false

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// The next line, without its newline; `nil` at the end.
  mutating func next() -> [UInt8]? {
    while ready.isEmpty, !hasEnded {
      let bytes = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
        count = max(0, retrying { Glibc.read(descriptor, buffer.baseAddress, buffer.count) })
      }
      hasEnded = bytes.isEmpty
      ready = splitter.lines(of: bytes).reversed()
      if hasEnded {
        let last = splitter.end()
        if !last.isEmpty { ready = [last] }
      }
    }
    return ready.popLast()
  }

  /// Writes a line to standard output.
  /// - Returns: `false` when nobody reads it any more.
  static func write(_ line: [UInt8]) -> Bool {
    var rest = (line + [UInt8(ascii: "\n")])[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { bytes in retrying { Glibc.write(STDOUT_FILENO, bytes.baseAddress, bytes.count) } }
      guard written > 0 else { return false }
      rest = rest.dropFirst(written)
    }
    return true
  }
}

/// A call again when a signal came between.
private func retrying(_ call: () -> Int) -> Int {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}
