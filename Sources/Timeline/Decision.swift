/// From posteriors to an answer or a reason for none: hears speech come and go, and counts what was heard.
struct Decision: BitwiseCopyable {
  private var smoothedSpeech: Float = 0
  /// Steps of speech since the last silence: what an answer rests on.
  private var heardSteps: Float = 0
  private var lastSpeechTick: Int64?
  private var steps = 0
  private var afterReset = false
  /// The microphone is known to be bad: nothing that is heard is an answer.
  var isBadSignal = false

  /// Smoothing of the speech probability: 0.2 s, so that one step's blip is no speech.
  private let smoothing: Float = 0.2
  private let stepsPerSecond: Float = 25

  /// The answer after a step.
  @_noLocks mutating func step(_ reading: StepReading, _ configuration: Thresholds) -> Estimate {
    smoothedSpeech = steps == 0 ? reading.speech : smoothedSpeech + smoothing * (reading.speech - smoothedSpeech)
    if isSilent(at: reading.endTick, configuration) { heardSteps = 0 }
    if reading.speech >= configuration.speechThreshold { heardSteps += 1 }
    if smoothedSpeech >= configuration.speechThreshold { lastSpeechTick = reading.endTick }
    steps += 1
    var top = 0
    for index in 1..<8 where reading.probabilities[index] > reading.probabilities[top] { top = index }
    return Estimate(
      speech: smoothedSpeech, probabilities: reading.probabilities, top: top,
      reason: reason(at: reading.endTick, confidence: reading.probabilities[top], configuration), gender: reading.gender,
      heardSeconds: heardSteps / stepsPerSecond)
  }

  @_noLocks private mutating func reason(at tick: Int64, confidence: Float, _ configuration: Thresholds) -> Reason? {
    if isBadSignal { return .badSignal }
    if steps == 1 { return afterReset ? .gap : .warmingUp }
    if isSilent(at: tick, configuration) { return .silence }
    if heardSteps < configuration.warmUpSeconds * stepsPerSecond { return afterReset ? .gap : .warmingUp }
    afterReset = false
    return confidence < configuration.uncertainBelow ? .uncertain : nil
  }

  /// No speech yet, or none for too long.
  @_noLocks private func isSilent(at tick: Int64, _ configuration: Thresholds) -> Bool {
    guard let last = lastSpeechTick else { return true }
    return tick - last > configuration.silenceTicks
  }

  /// The network's state was lost or faded to `share`: what was heard counts for as much less.
  @_noLocks mutating func forget(keeping share: Float) {
    heardSteps *= share
    if share == 0 {
      steps = 0
      lastSpeechTick = nil
    }
    afterReset = true
  }
}

/// The configuration's numbers in ticks, free of references.
struct Thresholds: BitwiseCopyable, Sendable {
  let everyTicks: Int64
  let speechThreshold: Float
  let silenceTicks: Int64
  let warmUpSeconds: Float
  let uncertainBelow: Float
  let enterConfidence: Float
  let leaveConfidence: Float
  let holdTicks: Int64

  init(_ configuration: TimelineConfiguration) {
    everyTicks = ticks(configuration.everySeconds)
    speechThreshold = configuration.speechThreshold
    silenceTicks = ticks(configuration.silenceAfterSeconds)
    warmUpSeconds = configuration.warmUpSeconds
    uncertainBelow = configuration.uncertainBelow
    enterConfidence = configuration.enterConfidence
    leaveConfidence = configuration.leaveConfidence
    holdTicks = ticks(configuration.holdSeconds)
  }
}

func ticks(_ seconds: Double) -> Int64 {
  Int64((seconds * Double(TimelineConfiguration.ticksPerSecond)).rounded())
}
