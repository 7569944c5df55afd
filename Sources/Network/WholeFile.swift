#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A file's bytes, read at once and never more than a bound: what is no file (a folder, a device without end, a pipe that nobody writes to)
/// is refused instead of waited for. The bytes are copied, not mapped: a file that is cut short meanwhile would take a mapped reader down.
package enum WholeFile {
  /// Why it was not read; `reason` follows a colon in messages.
  package struct Refusal: Error {
    package let reason: String
    package let isMissing: Bool

    init(_ reason: String, isMissing: Bool = false) {
      self.reason = reason
      self.isMissing = isMissing
    }

    init(errno code: Int32) {
      let reason =
        switch code {
        case ENOENT, ENOTDIR: "no such file"
        case EACCES: "permission denied"
        default: String(cString: strerror(code))
        }
      self.init(reason, isMissing: code == ENOENT)
    }
  }

  /// How long a pipe may say nothing.
  private static let patienceMilliseconds: Int32 = 2000

  /// - Parameters:
  ///   - most: the longest file that is read, in bytes.
  ///   - acceptsPipes: whether a pipe or a device will do, such as a shell's `<(command)` or `/dev/null`.
  package static func read(_ path: String, most: Int, acceptsPipes: Bool = false) throws(Refusal) -> Data {
    // Without O_NONBLOCK the open itself would wait for a pipe's writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Refusal(errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Refusal(errno: errno) }
    let kind = status.st_mode & S_IFMT
    if kind == S_IFDIR { throw Refusal("it is a folder, not a file") }
    guard kind == S_IFREG || acceptsPipes else { throw Refusal("it is no regular file") }
    if status.st_size > most { throw Refusal("it has \(status.st_size) bytes; at most \(most) are read") }
    return try content(of: descriptor, expected: Int(status.st_size), most: most)
  }

  private static func content(of descriptor: Int32, expected: Int, most: Int) throws(Refusal) -> Data {
    // One byte more, so that the end is seen without growing.
    var data = Data(count: max(expected + 1, 4096))
    var filled = 0
    while true {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&entry, 1, patienceMilliseconds) == 0 { throw Refusal("nothing comes out of it") }
      if filled == data.count { data.append(Data(count: filled)) }
      let got = data.withUnsafeMutableBytes { bytes in
        bytes.baseAddress.map { systemRead(descriptor, $0 + filled, bytes.count - filled) } ?? 0
      }
      if got < 0, errno == EINTR || errno == EAGAIN { continue }
      guard got >= 0 else { throw Refusal(errno: errno) }
      if got == 0 { break }
      filled += got
      if filled > most { throw Refusal("it has more than the \(most) bytes that are read at most") }
    }
    return data.prefix(filled)
  }

  private static func systemRead(_ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, target, count)
    #else
      Musl.read(descriptor, target, count)
    #endif
  }
}
