/// A piece of work that is ready to be repeated, as often as time allows.
package protocol BenchWork: AnyObject {
  /// How many of the case's units one run makes: a run's time is divided by it.
  var unitsARun: Int { get }
  /// Seconds of sound that one run goes through.
  var secondsARun: Double { get }
  /// Streams whose state is kept: the memory is divided by them.
  var streams: Int { get }
  /// What a unit costs at least, `nil` where nobody counted.
  var cost: UnitCost? { get }
  /// Does it once.
  func run() throws
}

extension BenchWork {
  package var streams: Int { 1 }
  package var cost: UnitCost? { nil }
}

/// What a unit of work cannot do without: so much arithmetic, and so many bytes to be read.
package struct UnitCost: Codable, Equatable, Sendable {
  /// In float; four int8 ones count as one, since a dot product's instruction makes four where the float's makes one.
  package var multiplyAdds: Int
  package var bytes: Int
  /// So many units share one read of the bytes.
  package var sharedBy: Int

  package init(multiplyAdds: Int, bytes: Int, sharedBy: Int = 1) {
    self.multiplyAdds = multiplyAdds
    self.bytes = bytes
    self.sharedBy = sharedBy
  }
}
