package import EventReading

/// The last minutes of events, and of each source the last word on what still holds.
///
///     [start, device, alert …: the last of each kind] + [everything of the last minutes, oldest first]
///
/// A page that is opened late needs to know what was said long ago and still holds: which input it is, that the microphone is away,
/// that an alert is raised. So these lines are kept when the others are let go.
/// - Units: bytes; seconds of a clock that only goes forward.
package struct EventLog {
  package struct Entry: Equatable, Sendable {
    /// Counts from 1.
    package let id: UInt64
    /// The line as it came, without its newline, and without carriage returns.
    package let line: [UInt8]
    package let arrivalSeconds: Double
  }

  private struct Slot: Hashable {
    var source: SourceKey
    var type: String
    var rule: String?
  }

  package let historySeconds: Double
  package let historyBytes: Int
  /// So many lines are kept beyond their time; sources and rules come from outside, and must not fill the memory.
  package static let standingLimit = 1024

  // The oldest is at `first`; what stands before it has been let go.
  private var entries: [Entry] = []
  private var first = 0
  private var bytes = 0
  private var standing: [Slot: Entry] = [:]
  private var lastID: UInt64 = 0

  package init(historySeconds: Double, historyBytes: Int) {
    (self.historySeconds, self.historyBytes) = (historySeconds, historyBytes)
  }

  package var count: Int { entries.count - first }

  package mutating func append(_ line: some Sequence<UInt8>, _ event: ReadEvent, at now: Double) {
    lastID += 1
    // A carriage return is space in JSON, and would end the line of a server-sent event.
    let entry = Entry(id: lastID, line: line.filter { $0 != UInt8(ascii: "\r") }, arrivalSeconds: now)
    entries.append(entry)
    bytes += entry.line.count
    if ["start", "stop", "device", "signal", "alert", "change", "health"].contains(event.type) {
      // A start is a new beginning: what held before it does not any more.
      if event.type == "start" { standing = standing.filter { $0.key.source != SourceKey(event) } }
      let slot = Slot(source: SourceKey(event), type: event.type, rule: event.rule)
      if standing[slot] != nil || standing.count < Self.standingLimit { standing[slot] = entry }
    }
    trim(at: now)
  }

  /// Lets go what is too old or too much; the newest line always stays.
  private mutating func trim(at now: Double) {
    while count > 1, bytes > historyBytes || now - entries[first].arrivalSeconds > historySeconds {
      bytes -= entries[first].line.count
      first += 1
    }
    if first > 4096, first > entries.count / 2 {
      entries.removeFirst(first)
      first = 0
    }
  }

  /// The lines behind `id`, oldest first: as many as fit in `limit` bytes, but one at least.
  /// - Returns: `nil` when lines behind `id` were let go already. From 0 on there is always something: what still holds comes first.
  package func entries(after id: UInt64, limit: Int) -> [Entry]? {
    guard count > 0 else { return [] }
    // A number that was never given begins anew.
    let id = id <= entries[entries.count - 1].id ? id : 0
    let oldest = entries[first].id
    var result: [Entry] = []
    if id + 1 < oldest {
      guard id == 0 else { return nil }
      result = standing.values.filter { $0.id < oldest }.sorted { $0.id < $1.id }
    }
    var room = limit
    var index = first + Int(max(id + 1, oldest) - oldest)
    while index < entries.count, result.isEmpty || entries[index].line.count <= room {
      result.append(entries[index])
      room -= entries[index].line.count
      index += 1
    }
    return result
  }
}
