internal import Network
internal import Synchronization
internal import Timeline

/// What the main thread asks of the analysis thread while it runs: a heartbeat now, other thresholds, sound weights.
///
/// Each request has one slot, allocated once: the main thread fills it when it is empty, the analysis empties it between two turns. (Not
/// generic, as `EventQueue` is not: a debug build cannot specialise a generic for the hot thread.)
final class AnalysisMailbox: Sendable {
  private let healthWanted = Atomic<Bool>(false)
  private let weightsAreSound = Atomic<Bool>(false)
  private let hasUpdate = Atomic<Bool>(false)
  private let hasNetwork = Atomic<Bool>(false)
  // SAFETY: each is written by the main thread while its flag is false and read by the analysis thread while it is true; the flag is
  // handed over with release and acquire.
  private nonisolated(unsafe) let update = UnsafeMutablePointer<TimelineUpdate>.allocate(capacity: 1)
  private nonisolated(unsafe) let network = UnsafeMutablePointer<PackedNetwork>.allocate(capacity: 1)

  deinit {
    update.deallocate()
    network.deallocate()
  }

  // The main thread's side.

  func askForHealth() { healthWanted.store(true, ordering: .releasing) }

  /// The weights were looked at, and are whole.
  func tellSoundness() { weightsAreSound.store(true, ordering: .releasing) }

  /// - Returns: false while the update before was not yet taken.
  func offer(_ new: TimelineUpdate) -> Bool {
    guard !hasUpdate.load(ordering: .acquiring) else { return false }
    update.initialize(to: new)
    hasUpdate.store(true, ordering: .releasing)
    return true
  }

  /// - Returns: false while the network before was not yet taken.
  func offer(_ new: PackedNetwork) -> Bool {
    guard !hasNetwork.load(ordering: .acquiring) else { return false }
    network.initialize(to: new)
    hasNetwork.store(true, ordering: .releasing)
    return true
  }

  // The analysis thread's side; real-time.

  func takeHealthRequest() -> Bool {
    healthWanted.load(ordering: .relaxed) && healthWanted.exchange(false, ordering: .acquiring)
  }

  func takeSoundness() -> Bool {
    weightsAreSound.load(ordering: .relaxed) && weightsAreSound.exchange(false, ordering: .acquiring)
  }

  func takeUpdate() -> TimelineUpdate? {
    guard hasUpdate.load(ordering: .acquiring) else { return nil }
    defer { hasUpdate.store(false, ordering: .releasing) }
    return update.pointee
  }

  func takeNetwork() -> PackedNetwork? {
    guard hasNetwork.load(ordering: .acquiring) else { return nil }
    defer { hasNetwork.store(false, ordering: .releasing) }
    return network.pointee
  }
}
