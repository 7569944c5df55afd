internal import FlyingSocks
internal import Glibc

/// The address cannot be listened at.
package struct ListenError: Error, CustomStringConvertible {
  /// The kernel's words, and what to do.
  package let description: String

  init(_ error: any Error) {
    guard case .failed(_, let number, _) = error as? SocketError else {
      description = "\(error)"
      return
    }
    let advice = [EADDRINUSE: "; --port takes another", EADDRNOTAVAIL: "; it is no address of this machine"][number] ?? ""
    description = String(cString: strerror(number)) + advice
  }
}
