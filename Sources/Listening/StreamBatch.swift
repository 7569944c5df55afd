internal import Network

/// The network's steps of several streams, made together.
///
///     prepareStep() of each ─▶ add ─▶ run: features [streams] and states [streams] → outputs [streams] ─▶ finishStep() of each
///
/// - Real-time: yes, after `init`.
package struct StreamBatch: ~Copyable {
  /// Most steps in one batch: 64 streams' features and states are 800 KB, and fit a server core's cache beside a block of weights.
  static let most = 64

  // SAFETY: all blocks are owned by this value alone and freed with it; the addresses in them are those of streams that wait for
  // `run`, and are not looked at after it.
  private var steps = StepBatch(capacity: StreamBatch.most)
  private let states: UnsafeMutablePointer<UnsafeMutablePointer<State>>  // [most]
  private let outputs: UnsafeMutablePointer<StepOutput>  // [most]
  private let streams: UnsafeMutablePointer<Int>  // [most]
  private(set) var count = 0
  /// What each step's share of the last `run` was.
  private(set) var nanosecondsEach: Int64 = 0

  package init() {
    states = .allocate(capacity: Self.most)
    outputs = .allocate(capacity: Self.most)
    streams = .allocate(capacity: Self.most)
  }

  deinit {
    states.deallocate()
    outputs.deallocate()
    streams.deallocate()
  }

  @_noLocks func isFull() -> Bool { count == 64 }

  /// - Parameters:
  ///   - features: [F], as they stay until `run`.
  ///   - stream: whose step it is, for whoever asks afterwards.
  /// - Precondition: it is not full.
  @_noLocks mutating func add(_ features: UnsafeBufferPointer<Float>, _ state: UnsafeMutablePointer<State>, as stream: Int) {
    precondition(count < 64, "run the batch before the next step")
    steps.add(features, state.pointee)
    (states + count).initialize(to: state)
    (streams + count).initialize(to: stream)
    count += 1
  }

  /// Makes all steps.
  @_noLocks mutating func run(_ network: PackedNetwork) {
    guard count > 0 else { return }
    let began = MonotonicTime.now()
    steps.run(network)
    for index in 0..<count { (outputs + index).initialize(to: network.output(of: &states[index].pointee)) }
    nanosecondsEach = (MonotonicTime.now() - began) / Int64(count)
  }

  /// After `run`.
  @_noLocks func output(_ index: Int) -> StepOutput { outputs[index] }
  @_noLocks func stream(_ index: Int) -> Int { streams[index] }

  /// Empty again.
  @_noLocks mutating func clear() { count = 0 }
}

extension StreamBatch {
  /// A step of each stream that has one, up to 64 together.
  /// - Parameter event: called for every event, stream by stream.
  /// - Returns: how many steps were made.
  package mutating func step(_ streams: UnsafeMutablePointer<StreamAnalysis>, count: Int, event: () -> Void) -> Int {
    var made = 0
    for index in 0..<count {
      let preparation = (streams + index).pointee.prepareStep()
      if preparation != .missing { made += 1 }
      if preparation == .ready { (streams + index).pointee.join(&self, as: index) }
      while (streams + index).pointee.nextEvent() != nil { event() }
      if isFull() { finish(streams, event) }
    }
    finish(streams, event)
    return made
  }

  private mutating func finish(_ streams: UnsafeMutablePointer<StreamAnalysis>, _ event: () -> Void) {
    guard count > 0 else { return }
    run(streams[stream(0)].network)
    for index in 0..<count {
      let own = streams + stream(index)
      own.pointee.finishStep(output(index), nanoseconds: nanosecondsEach)
      while own.pointee.nextEvent() != nil { event() }
    }
    clear()
  }
}
