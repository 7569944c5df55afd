internal import Synchronization

/// How far the analysis is, for those who watch over it: the watchdog, the status line, the end.
///
/// Written by the analysis thread, read by any.
final class Progress: Sendable {
  private let stepCount = Atomic<UInt64>(0)
  private let turnCount = Atomic<UInt64>(0)
  private let lost = Atomic<Bool>(false)
  private let heard = Atomic<Bool>(false)

  /// Steps of the network so far.
  var steps: UInt64 { stepCount.load(ordering: .relaxed) }
  /// Turns of the analysis loop, those included in which it waited for a reader.
  var turns: UInt64 { turnCount.load(ordering: .relaxed) }
  /// Whether the microphone is away.
  var isDeviceLost: Bool { lost.load(ordering: .relaxed) }

  /// Whether any sample has come.
  var hasHeard: Bool { heard.load(ordering: .relaxed) }

  /// - Real-time: yes.
  func turn(_ analysis: borrowing StreamAnalysis) {
    let (steps, isDeviceLost) = (analysis.steps, analysis.isDeviceLost)
    if analysis.position > analysis.lostSamples { heard.store(true, ordering: .relaxed) }
    stepCount.store(steps, ordering: .relaxed)
    lost.store(isDeviceLost, ordering: .relaxed)
    turnCount.wrappingAdd(1, ordering: .relaxed)
  }
}
