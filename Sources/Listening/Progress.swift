internal import Synchronization

/// That the analysis loop turns, for the watchdog.
///
/// Written by the analysis thread, read by any.
final class Progress: Sendable {
  private let turnCount = Atomic<UInt64>(0)

  /// Turns of the analysis loop, those included in which it waited for a reader.
  var turns: UInt64 { turnCount.load(ordering: .relaxed) }

  /// - Real-time: yes.
  func turn() { turnCount.wrappingAdd(1, ordering: .relaxed) }
}

/// How far one stream is, for those who watch over it: the watchdog and the status line.
///
/// Written by the analysis thread, read by any.
final class StreamProgress: Sendable {
  private let stepCount = Atomic<UInt64>(0)
  private let lost = Atomic<Bool>(false)
  private let heard = Atomic<Bool>(false)

  /// Steps of the network so far.
  var steps: UInt64 { stepCount.load(ordering: .relaxed) }
  /// Whether the microphone is away.
  var isDeviceLost: Bool { lost.load(ordering: .relaxed) }
  /// Whether any sample has come.
  var hasHeard: Bool { heard.load(ordering: .relaxed) }

  /// - Real-time: yes.
  func tell(_ analysis: borrowing StreamAnalysis) {
    let (steps, isDeviceLost) = (analysis.steps, analysis.isDeviceLost)
    if analysis.position > analysis.lostSamples { heard.store(true, ordering: .relaxed) }
    stepCount.store(steps, ordering: .relaxed)
    lost.store(isDeviceLost, ordering: .relaxed)
  }
}
