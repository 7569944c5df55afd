internal import Glibc

/// What systemd is told: readiness, a status line, and that all is well.
///
/// A datagram of lines to the socket that NOTIFY_SOCKET names. Source: sd_notify(3) and systemd.service(5), "Type=notify".
public struct ServiceManager: Sendable {
  private let address: [UInt8]
  /// How long it waits for a sign of life before it takes the program for hung; nil: it does not.
  let watchdogNanoseconds: Int64?

  /// - Parameter environment: of the process; without NOTIFY_SOCKET nothing is told to anyone.
  public init(environment: [String: String]) {
    let path = environment["NOTIFY_SOCKET"] ?? ""
    // "@name" is a name without a file: its first byte is zero on the socket.
    address = path.first == "@" ? [0] + path.utf8.dropFirst() : Array(path.utf8)
    let isMeant = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
    let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
    watchdogNanoseconds = isMeant && microseconds > 0 && microseconds < 1 << 50 ? microseconds * 1000 : nil
  }

  var isThere: Bool { !address.isEmpty }

  /// The stream has begun, or the configuration was read again.
  func ready() { send("READY=1") }

  /// The configuration is about to be read again.
  func reloading() { send("RELOADING=1\nMONOTONIC_USEC=\(MonotonicTime.now() / 1000)") }

  func stopping() { send("STOPPING=1") }

  /// One line for `systemctl status`.
  func status(_ text: String) { send("STATUS=\(text)") }

  func alive() { send("WATCHDOG=1") }

  /// Sends and forgets: a service manager that does not listen is no reason to stop.
  private func send(_ message: String) {
    guard isThere else { return }
    var target = sockaddr_un()
    target.sun_family = sa_family_t(AF_UNIX)
    let fits = withUnsafeMutableBytes(of: &target.sun_path) { place -> Bool in
      guard address.count < place.count else { return false }
      place.copyBytes(from: address)
      return true
    }
    let socket = fits ? Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0) : -1
    guard socket >= 0 else { return }
    defer { close(socket) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + address.count)
    let bytes = Array(message.utf8)
    _ = withUnsafePointer(to: &target) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), $0, length)
      }
    }
  }
}
