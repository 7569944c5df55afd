/// Why there is nothing to watch.
public struct WatchingError: Error, CustomStringConvertible {
  public let description: String
  /// As sysexits.h has it.
  public let exitCode: Int32

  init(_ description: String, exitCode: Int32) {
    self.description = description
    self.exitCode = exitCode
  }
}
