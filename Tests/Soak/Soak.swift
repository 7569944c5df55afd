import Foundation
import HeapProbe
import Listening
import Model
import Timeline

/// Months in an hour: the whole pipeline at full speed on sound that is made up, with faults, and what it says looked at line by line.
///
///     Soak days 30 memory.csv    resident memory against simulated days, to be drawn; exit code 1 when anything is wrong
///     Soak steps 10000000        so many frames through the analysis: times of the steps, heap calls
///
/// README says what came of it.
@main enum Soak {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let number = arguments.dropFirst().first.flatMap(Double.init), number > 0 else { usage() }
    switch arguments.first {
    case "days": try run(days: number, csv: arguments.dropFirst(2).first)
    case "steps": try StepTiming.run(frames: Int(number))
    default: usage()
    }
  }

  private static func usage() -> Never {
    print("usage: Soak days NUMBER [MEMORY.csv] | steps FRAMES")
    exit(EX_USAGE)
  }

  /// Listens to so many days.
  private static func run(days: Double, csv: String?) throws {
    let signals = try ProcessSignals()
    var settings = Settings()
    settings.timeline.rules = [AlertRule(name: "anger", emotion: 4, above: 0.6, forSeconds: 3, clearBelow: 0.4)]
    let listener = Listener(model: try Model.embedded(), settings: settings, version: "soak") { print("warning: \($0)") }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw CocoaError(.fileReadUnknown) }
    let source = SoakSource(sounds: try SoakSounds(), days: days)
    let memory = MemoryCurve(source)
    let witness = Witness(descriptor: ends[0])
    let counter = HeapWatch(source)
    let began = Date()
    try listener.run(
      Listener.Plan(kind: "soak", name: "soak", channel: .mix, isLossless: true) { source }, until: signals, descriptor: ends[1])
    close(ends[1])
    let heap = counter.finish()
    let problems = witness.finish() + source.problems(witness) + heap
    let seconds = Date().timeIntervalSince(began)
    print("\(days) days in \(Int(seconds)) s, \(Int(days * 86400 / seconds)) times real time; position \(witness.lastSamples)")
    print(witness.summary)
    print(memory.summary)
    if let csv { try memory.write(csv) }
    for problem in problems.prefix(20) { print("WRONG: \(problem)") }
    exit(problems.isEmpty ? 0 : 1)
  }
}
