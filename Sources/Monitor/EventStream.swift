internal import FlyingSocks

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// What `/events` sends to one browser: the history, then each event when it comes, and a heartbeat when none does.
///
/// It is asked for more only when the last bytes are with the kernel. A browser whose place in the log has been let go meanwhile is cut
/// off; it comes back by itself, and begins with what there is.
struct EventStream: AsyncBufferedSequence {
  typealias Element = UInt8

  let monitor: Monitor
  let subscription: Monitor.Subscription
  let cursor: UInt64
  /// Bytes that are sent at once, about.
  static let batch = 64 << 10

  func makeAsyncIterator() -> Iterator {
    Iterator(monitor: monitor, subscription: subscription, rings: subscription.rings.makeAsyncIterator(), cursor: cursor)
  }

  struct Iterator: AsyncBufferedIteratorProtocol {
    let monitor: Monitor
    let subscription: Monitor.Subscription
    var rings: AsyncStream<Void>.AsyncIterator
    var cursor: UInt64
    /// What was said of the monitor last.
    var told: Monitor.Status?
    var isFirst = true

    mutating func next() async throws -> UInt8? { preconditionFailure("bytes are read by the buffer") }

    mutating func nextBuffer(suggested count: Int) async throws -> [UInt8]? {
      if !isFirst, monitor.entries(after: cursor, limit: 1)?.isEmpty == true, monitor.status == told {
        guard await rings.next() != nil else { return nil }
      }
      // A browser that was away for longer than the log reaches begins anew.
      if isFirst, monitor.entries(after: cursor, limit: 1) == nil { cursor = 0 }
      isFirst = false
      guard let entries = monitor.entries(after: cursor, limit: EventStream.batch) else { return nil }
      let status = monitor.status
      var bytes: [UInt8] = []
      if status != told {
        bytes += ServerSentEvent.monitor(String(decoding: try JSONEncoder().encode(status), as: UTF8.self))
        told = status
      }
      for entry in entries { bytes += ServerSentEvent.event(entry, session: status.session, at: monitor.clock) }
      cursor = entries.last?.id ?? cursor
      return bytes.isEmpty ? ServerSentEvent.heartbeat : bytes
    }
  }
}
