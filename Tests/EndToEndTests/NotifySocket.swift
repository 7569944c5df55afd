import Foundation
import TestSupport

/// The service manager's end of the notification socket.
final class NotifySocket: @unchecked Sendable {
  // SAFETY: guarded by the lock.
  private var messages: [(text: String, at: Date)] = []
  private let lock = NSLock()
  private let folder: TemporaryFolder
  private let descriptor: Int32

  init() throws {
    folder = try TemporaryFolder()
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array((folder.path("notify")).utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    guard bound == 0 else { throw CocoaError(.fileWriteUnknown) }
    Thread.detachNewThread { [self] in
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count <= 0 { return }
        let text = String(decoding: buffer[..<count], as: UTF8.self)
        lock.withLock { messages.append((text, Date())) }
      }
    }
  }

  func environment(watchdogMilliseconds: Int? = nil) -> [String: String] {
    var result = ["NOTIFY_SOCKET": folder.path("notify")]
    if let watchdogMilliseconds { result["WATCHDOG_USEC"] = String(watchdogMilliseconds * 1000) }
    return result
  }

  var all: [String] { lock.withLock { messages.map(\.text) } }

  func count(of text: String, since: Date = .distantPast) -> Int {
    lock.withLock { messages.count { $0.text == text && $0.at >= since } }
  }

  /// Waits until there is such a message.
  func wait(for text: String, seconds: Double = 20) -> Bool {
    let deadline = Date().addingTimeInterval(seconds)
    while Date() < deadline {
      if all.contains(where: { $0.hasPrefix(text) }) { return true }
      usleep(10_000)
    }
    return false
  }

  func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
