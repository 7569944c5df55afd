internal import Glibc
internal import Ring
internal import Synchronization

/// Bytes that come when they come (standard input, a pipe), with a look ahead at the first ones.
///
/// What was looked at is kept, so a reader may go back to the very beginning, as libsndfile does once.
final class InputStream: @unchecked Sendable {
  // SAFETY: opened by one thread and then read by one other; the hand-over (thread start) orders them.
  private let descriptor: Int32
  /// The stream's first bytes.
  private var head: [UInt8] = []
  /// Bytes taken since the beginning.
  private(set) var position = 0
  /// Ends waiting reads; set by the source before it runs.
  var stop: StopFlag?
  /// −errno of the read that failed; 0: none did.
  private(set) var failure: Int32 = 0

  /// How soon a stop is noticed.
  private static let waitMilliseconds: Int32 = 50

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// The first `count` bytes, or as many as there are; they stay to be read.
  /// - Precondition: nothing beyond them was read yet.
  func peek(_ count: Int) -> ArraySlice<UInt8> {
    precondition(position <= head.count)
    var bytes = [UInt8](repeating: 0, count: max(0, count - head.count))
    while head.count < count {
      let got = bytes.withUnsafeMutableBytes { $0.baseAddress.map { wait(into: $0, count - head.count) } ?? 0 }
      if got <= 0 { break }
      head += bytes.prefix(got)
    }
    return head.prefix(count)
  }

  /// Goes back to the beginning.
  /// - Returns: `false` when more than the look-ahead has been taken.
  func rewind() -> Bool {
    guard position <= head.count else { return false }
    position = 0
    return true
  }

  /// Takes between one and `count` bytes, as soon as there are any.
  /// - Returns: how many; 0 at the end, when stopped, or on an error (then `failure` is set).
  func read(into target: UnsafeMutableRawPointer, _ count: Int) -> Int {
    if count == 0 { return 0 }
    let got: Int
    if position < head.count {
      got = min(count, head.count - position)
      head.withUnsafeBytes { bytes in
        if let base = bytes.baseAddress { target.copyMemory(from: base + position, byteCount: got) }
      }
    } else {
      got = wait(into: target, count)
    }
    position += got
    return got
  }

  /// Takes `count` bytes away.
  /// - Returns: `false` when the stream ended before.
  func skip(_ count: Int) -> Bool {
    var left = count
    var scratch = [UInt8](repeating: 0, count: min(max(count, 1), 4096))
    while left > 0 {
      let got = scratch.withUnsafeMutableBytes { $0.baseAddress.map { read(into: $0, min(left, 4096)) } ?? 0 }
      if got == 0 { return false }
      left -= got
    }
    return true
  }

  /// Takes exactly `count` bytes; nil when the stream ended before.
  func take(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = bytes.withUnsafeMutableBytes { $0.baseAddress.map { read(into: $0 + filled, count - filled) } ?? 0 }
      if got == 0 { return nil }
      filled += got
    }
    return bytes
  }

  /// Waits for bytes from the descriptor, looking at `stop` meanwhile.
  private func wait(into target: UnsafeMutableRawPointer, _ count: Int) -> Int {
    while stop?.isStopped != true {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&entry, 1, Self.waitMilliseconds)
      if ready == 0 { continue }
      let got = ready < 0 ? -1 : Glibc.read(descriptor, target, count)
      if got >= 0 { return got }
      if errno != EINTR && errno != EAGAIN {
        failure = -errno
        return 0
      }
    }
    return 0
  }
}
