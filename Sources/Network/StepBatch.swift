internal import CKernels

/// Steps of several streams at once: the weights are read once for all of them.
///
///     batch.add(features, state) …, batch.run(network), network.output(of: &state) of each
///
/// Owned by one thread.
public struct StepBatch: ~Copyable {
  public let capacity: Int
  public private(set) var count = 0
  // SAFETY: owned by this value alone, freed with it.
  private let streams: UnsafeMutablePointer<ck_stream>
  private let features: UnsafeMutablePointer<UnsafePointer<Float>?>

  public init(capacity: Int) {
    self.capacity = capacity
    streams = .allocate(capacity: capacity)
    features = .allocate(capacity: capacity)
    features.initialize(repeating: nil, count: capacity)
  }

  deinit {
    streams.deallocate()
    features.deallocate()
  }

  /// One stream more: both must stay where they are, and untouched, until `run`.
  /// - Shapes: `features` [F].   - Real-time: yes.
  /// - Precondition: there is room, and both are of the shape of the network that will run them.
  @_noLocks public mutating func add(_ features: UnsafeBufferPointer<Float>, _ state: borrowing State) {
    precondition(count < capacity, "a batch of more streams than it has room for")
    (streams + count).initialize(to: state.stream())
    (self.features + count).pointee = features.baseAddress
    count += 1
  }

  /// Moves all states on; each stream's estimate is then had by `PackedNetwork.output`.
  /// - Real-time: yes.
  @_noLocks public mutating func run(_ network: PackedNetwork) {
    let (pointer, streams, features, count) = (network.network, streams, features, count)
    _unsafePerformance { ck_network_step(pointer, streams, features, count) }
    self.count = 0
  }
}
