internal import Glibc
package import Model
internal import Network
internal import Ring
internal import Signal
internal import Spectrum
public import Timeline

/// The way of a sample from the ring to the events, for one stream; `listen` and `score` share it.
///
///     feed(samples) → Resampler → 16 kHz block ─ step() → FeaturePath → Weights.step → Posterior → Timeline ─ nextEvent()
///
/// - Units: mono samples −1…1 at the device's rate; positions count device samples, lost ones included.
/// - Real-time: yes, after `init`. Call `step()` until it says `false` before the next `feed`, and take all events after each.
public struct StreamAnalysis: ~Copyable {
  /// Most samples that one `feed` may bring.
  public static let mostSamples = 4096

  /// Keeps `network` alive.
  private let weights: Weights
  var network: PackedNetwork
  private let temperature: Float
  private var speechThreshold: Float
  let rateHz: Int
  private var resampler: Resampler?
  private var path: FeaturePath
  // SAFETY: owned by this value alone, freed with it; a batch of steps reaches it by its address.
  let memory: UnsafeMutablePointer<State>
  var timeline: Timeline
  private var times = StepTimes()
  var watch: SignalWatch
  var hearings = WaitingHearings()
  /// Whether every block's level becomes an event.
  let tellsLevels: Bool
  // SAFETY: owned by this value alone, freed with it.
  /// 16 kHz samples of the last feed: `blockCount` of them, `blockOffset` already taken.
  private let block: UnsafeMutablePointer<Float>
  private let blockCapacity: Int
  private let mostFed: Int
  private var blockCount = 0
  private var blockOffset = 0

  /// Position after the last sample that was fed or lost.
  public private(set) var position: UInt64 = 0
  public private(set) var steps: UInt64 = 0
  public private(set) var lostSamples: UInt64 = 0
  public private(set) var spokenSteps: UInt64 = 0
  /// Whether the microphone is away.
  public private(set) var isDeviceLost = false
  /// Where the frames began anew (0, or the end of the last gap), in device samples and in ticks.
  var basePosition: UInt64 = 0
  var baseTick: Int64 = 0
  /// Since the base: samples at 16 kHz and steps.
  private var baseSamples = 0
  private var baseSteps = 0
  var clock = CaptureClock()
  /// When the weights were last known to be whole, in ticks.
  var soundTick: Int64 = 0
  var toldFaultTick: Int64?
  var untoldFaults = 0

  let stepLength: Int
  private let firstStepEnd: Int

  /// What `prepareStep` has taken so far.
  private var preparation: Int64 = 0

  /// - Parameters:
  ///   - shared: what the streams of one thread share; nil: this one has its own. Then take its events before another stream makes any.
  ///   - mostFed: most samples that one `feed` will bring: they cost memory.
  ///   - isDeviceLost: whether an event said already that the microphone is away.
  ///   - tellsLevels: whether there is an event with the level of every tenth of a second.
  /// - Throws: `ListeningError` when the model's features or the rate cannot be.
  package init(
    _ model: Model, rateHz: Int, _ configuration: TimelineConfiguration, shared: StreamWorkspace? = nil,
    mostFed: Int = Self.mostSamples, isDeviceLost: Bool = false, tellsLevels: Bool = false
  ) throws(ListeningError) {
    let features = model.metadata.features
    let path = try Self.makePath(model.metadata, shared?.spectrum)
    let resampler = try Self.makeResampler(from: rateHz, to: features.sampleRateHz)
    self.isDeviceLost = isDeviceLost
    self.tellsLevels = tellsLevels
    weights = model.weights
    network = model.weights.packed
    temperature = model.metadata.temperature
    speechThreshold = configuration.speechThreshold
    self.rateHz = rateHz
    self.path = path
    self.resampler = resampler
    memory = .allocate(capacity: 1)
    memory.initialize(to: State(model.metadata.network))
    timeline = Timeline(configuration, tray: shared?.tray)
    watch = SignalWatch(rateHz: rateHz, shared: shared?.signal)
    self.mostFed = min(mostFed, Self.mostSamples)
    blockCapacity = self.mostFed * max(1, (features.sampleRateHz + rateHz - 1) / rateHz) + 64
    block = .allocate(capacity: blockCapacity)
    block.initialize(repeating: 0, count: blockCapacity)
    stepLength = features.stepLength
    firstStepEnd = features.firstStepEnd
    clock.rateHz = rateHz
  }

  deinit {
    block.deallocate()
    memory.deinitialize(count: 1)
    memory.deallocate()
  }

  private static func makePath(_ metadata: ModelMetadata, _ shared: SpectrumWorkspace?) throws(ListeningError) -> FeaturePath {
    do { return try FeaturePath(metadata.features, metadata.statistics, shared: shared) } catch {
      throw ListeningError(.configuration, error.description)
    }
  }

  /// `nil` when there is nothing to convert.
  private static func makeResampler(from rateHz: Int, to pathRateHz: Int) throws(ListeningError) -> Resampler? {
    guard rateHz != pathRateHz else { return nil }
    do { return try Resampler(from: rateHz, to: pathRateHz) } catch {
      throw ListeningError(.dataError, error.description)
    }
  }

  /// The answers that the timeline has reached.
  public var latest: Estimate? { timeline.latest }
  public var latestSpoken: Estimate? { timeline.latestSpoken }
  /// End of the last step, in ticks.
  public var lastStepTick: Int64 { baseTick + Int64(firstStepEnd + (baseSteps - 1) * stepLength) }
  /// End of the last sample that was fed, in ticks.
  public var tick: Int64 { tick(at: position) }

  @_noLocks func tick(at position: UInt64) -> Int64 {
    let since = Int64(position - basePosition)
    return baseTick + (since * 16_000 + Int64(rateHz) / 2) / Int64(rateHz)
  }

  /// Takes the next samples, up to `mostSamples`.
  @_noLocks public mutating func feed(_ samples: UnsafeBufferPointer<Float>) {
    precondition(blockOffset == blockCount && samples.count <= mostFed, "take every step before the next samples")
    hear(samples)
    position += UInt64(samples.count)
    blockOffset = 0
    guard resampler != nil else {
      for index in 0..<samples.count { block[index] = samples[index] }
      blockCount = samples.count
      baseSamples += blockCount
      return
    }
    let target = UnsafeMutableBufferPointer(start: block, count: blockCapacity)
    blockCount = resampler!.process(samples, into: target).produced
    baseSamples += blockCount
  }

  /// The input has ended: the resampler's tail comes out, so that a file has as many steps at any rate.
  @_noLocks public mutating func finish() {
    guard resampler != nil else { return }
    let missing = Int(tick(at: position) - baseTick) - baseSamples
    var left = missing < blockCapacity ? missing : blockCapacity
    blockOffset = 0
    blockCount = 0
    var silence: Float = 0
    // At most a filter's length of zeros pushes the last samples out.
    var zeros = 0
    while left > 0, zeros < 4096 {
      let target = UnsafeMutableBufferPointer(start: block + blockCount, count: left)
      let made = unsafe resampler!.push(&silence, into: target)
      blockCount += made
      left -= made
      zeros += 1
    }
    baseSamples += blockCount
  }

  /// One step of the network, if enough samples have come.
  @_noLocks public mutating func step() -> Bool {
    switch prepareStep() {
    case .missing: return false
    case .begunAnew: return true
    case .ready: break
    }
    let began = MonotonicTime.now()
    let output = network.step(path.features(), state: &memory.pointee)
    finishStep(output, nanoseconds: MonotonicTime.now() - began)
    return true
  }

  /// What the samples so far give the network.
  enum Preparation: BitwiseCopyable {
    /// Not a whole step.
    case missing
    /// A step's features: the network's step, alone or with other streams', and then `finishStep` must follow.
    case ready
    /// The features were damaged: this step is over.
    case begunAnew
  }

  /// The first half of a step: its features, if enough samples have come.
  @_noLocks mutating func prepareStep() -> Preparation {
    let began = MonotonicTime.now()
    let samples = UnsafeBufferPointer(start: UnsafePointer(block), count: blockCount)
    guard path.nextStep(of: samples, from: &blockOffset) else { return .missing }
    let end = firstStepEnd + baseSteps * stepLength
    baseSteps += 1
    steps += 1
    if !memory.pointee.isIntact() { beginAnew(.state, at: end) }
    guard Self.arePlausible(path.features()) else {
      path.forgetLevel()
      beginAnew(.features, at: end)
      return .begunAnew
    }
    preparation = MonotonicTime.now() - began
    return .ready
  }

  /// Adds the step that was prepared to those that are made together.
  @_noLocks func join(_ batch: inout StreamBatch, as stream: Int) {
    batch.add(path.features(), memory, as: stream)
  }

  /// The second half of a step: what the network said, after so much of the time that its step took.
  @_noLocks mutating func finishStep(_ output: StepOutput, nanoseconds: Int64) {
    let began = MonotonicTime.now()
    let end = firstStepEnd + (baseSteps - 1) * stepLength
    guard output.isFiniteValue() else { return beginAnew(.state, at: end) }
    let probabilities = Posterior.emotion(output.emotion, temperature: temperature)
    if output.speech >= speechThreshold { spokenSteps += 1 }
    let capturedAt = clock.time(at: basePosition, plus: end)
    tellHearings(until: baseTick + Int64(end))
    let reading = StepReading(
      endTick: baseTick + Int64(end), monotonicNanoseconds: capturedAt, probabilities: probabilities,
      gender: Posterior.gender(output.gender), speech: output.speech)
    timeline.step(reading)
    times.add(nanoseconds: preparation + nanoseconds + MonotonicTime.now() - began)
  }

  /// Goes on with other thresholds and rules.
  @_noLocks mutating func apply(_ update: TimelineUpdate.Parts, at nanoseconds: Int64) {
    speechThreshold = update.speechThreshold
    timeline.apply(update, tick: tick, monotonicNanoseconds: nanoseconds)
  }

  /// The sample at `position` reached the microphone at `nanoseconds`.
  @_noLocks public mutating func captured(_ position: UInt64, at nanoseconds: Int64) {
    clock.position = position
    clock.nanoseconds = nanoseconds
  }

  /// Samples were lost here: `GapPolicy` says what is still known.
  @_noLocks public mutating func lose(_ lost: UInt64, cause: Gap.Cause, at nanoseconds: Int64) {
    tellHearings(until: .max)
    restartWatch(afterLosing: lost, cause)
    let action = GapPolicy.action(lostSeconds: Double(lost) / Double(rateHz))
    memory.pointee.decay(keeping: action.share)
    path.restartFrames()
    if action.share == 0 { path.reset() }
    if resampler != nil { resampler!.reset() }
    blockCount = 0
    blockOffset = 0
    let end = position + lost
    // From the device's zero, not from the last base: rounding must not add up over months of gaps.
    baseTick = Int64(Double(end) * 16_000 / Double(rateHz) + 0.5)
    basePosition = end
    position = end
    baseSamples = 0
    baseSteps = 0
    lostSamples += lost
    captured(end, at: nanoseconds)
    let gap = Gap(lostSamples: lost, rateHz: rateHz, cause: cause, state: action.state)
    timeline.gap(gap, keeping: action.share, endTick: baseTick, monotonicNanoseconds: nanoseconds)
  }

  /// How many samples sounded between the last that was heard or lost and `nanoseconds`.
  @_noLocks func samplesMissing(at nanoseconds: Int64) -> UInt64 {
    let missing = clock.samples(until: nanoseconds) - Int64(position - clock.position)
    return missing > 0 ? UInt64(missing) : 0
  }

  @_noLocks public mutating func start(at nanoseconds: Int64) {
    timeline.start(monotonicNanoseconds: nanoseconds)
  }

  /// The microphone went or came back; told once, whoever saw it first.
  @_noLocks public mutating func device(_ device: Device, at nanoseconds: Int64) {
    guard device.restored == isDeviceLost else { return }
    isDeviceLost = !device.restored
    tellHearings(until: .max)
    timeline.device(device, tick: tick(at: position), monotonicNanoseconds: nanoseconds)
  }

  @_noLocks public mutating func health(uptimeSeconds: Double, at nanoseconds: Int64) {
    let health = Health(
      uptimeSeconds: uptimeSeconds, steps: steps, lostSamples: lostSamples, stepMicroseconds: times.summary())
    times.reset()
    timeline.health(health, tick: tick(at: position), monotonicNanoseconds: nanoseconds)
  }

  @_noLocks public mutating func stop(_ cause: Stop.Cause, at nanoseconds: Int64) {
    tellHearings(until: .max)
    timeline.stop(
      Stop(cause: cause, steps: steps, lostSamples: lostSamples), tick: tick(at: position),
      monotonicNanoseconds: nanoseconds)
  }

  @_noLocks public mutating func nextEvent() -> Event? {
    timeline.nextEvent()
  }
}
