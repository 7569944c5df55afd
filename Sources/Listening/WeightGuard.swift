internal import Model
internal import Network

/// Looks after the weights in memory: months are long enough for a bit to flip.
///
///     every 5 s: checksum of the packed weights ─ right: "sound until now" ─ wrong: the model once more, handed to the analysis
struct WeightGuard {
  /// One look costs 0.6 ms for 4.5 MB: 0.01 % of a core.
  private static let intervalNanoseconds: Int64 = 5_000_000_000

  private let model: Model
  private var weights: Weights
  /// What the analysis may still be using until it has taken the new ones.
  private var before: Weights?
  private var next: Int64

  init(_ model: Model, at now: Int64) {
    self.model = model
    weights = model.weights
    next = now + Self.intervalNanoseconds
  }

  /// Looks, when it is time.
  /// - Returns: whether the weights were damaged and others were handed over.
  /// - Throws: `ListeningError` (software) when they are damaged and the model is not to be had again.
  mutating func look(_ mailbox: AnalysisMailbox, at now: Int64) throws(ListeningError) -> Bool {
    guard now >= next else { return false }
    next = now + Self.intervalNanoseconds
    if weights.areIntact() {
      mailbox.tellSoundness()
      return false
    }
    let fresh: Model
    do { fresh = try model.again() } catch {
      throw ListeningError(.software, "the weights are damaged in memory, and the model cannot be loaded again: \(error)")
    }
    guard mailbox.offer(fresh.weights.packed) else { return false }
    before = weights
    weights = fresh.weights
    return true
  }
}
