internal import Glibc

/// Where the events go: a descriptor that was inherited, or a path of one's own.
///
///     file     lines are added to its end; opened anew on SIGHUP, for who rotates it
///     FIFO     waits for a reader, outlives it, and waits for the next
public struct EventTarget: Sendable {
  let path: String?
  /// −1: a FIFO without a reader.
  let descriptor: Int32

  /// Standard output, say: when its reader goes, so does the program.
  public init(descriptor: Int32) {
    path = nil
    self.descriptor = descriptor
  }

  /// Opens the path, and makes a file where nothing is.
  /// - Throws: `ListeningError` (cannot create) when nothing can be written there.
  public init(path: String) throws(ListeningError) {
    self.path = path
    switch Self.open(path, orMake: true) {
    case .opened(let descriptor): self.descriptor = descriptor
    case .noReader: descriptor = -1
    case .failed(let code):
      let reason = String(cString: strerror(code))
      throw ListeningError(
        .cannotCreate, "cannot write events to \(path): \(reason); --output wants a file, a FIFO (mkfifo) or a device")
    }
  }

  enum Opening {
    case opened(Int32)
    /// It is a FIFO that nobody reads.
    case noReader
    case failed(Int32)
  }

  /// - Parameter orMake: whether a file is made where nothing is. It is for its owner and group: events tell about people.
  /// - Note: the descriptor is nobody else's, so that it may be O_NONBLOCK, without which a FIFO's opening waits for a reader.
  static func open(_ path: String, orMake: Bool) -> Opening {
    let flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (orMake ? O_CREAT : 0)
    let descriptor = Glibc.open(path, flags, 0o640)
    if descriptor >= 0 { return .opened(descriptor) }
    let code = errno
    // A socket answers ENXIO, too.
    var status = stat()
    let isFIFO = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    return code == ENXIO && isFIFO ? .noReader : .failed(code)
  }
}
