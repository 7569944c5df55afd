import Foundation
import HeapProbe
import Listening
import Model
import Timeline

/// Months in an hour: the whole pipeline at full speed on sound that is made up, with faults, and what it says looked at line by line.
///
///     Soak days 30 memory.csv [MINUTES]    resident memory against simulated days, to be drawn; exit code 1 when anything is wrong
///     Soak play 30 [MINUTES]               what `days` looks at, in a process of its own: events on standard output, the truth after them
///     Soak steps 10000000                  so many frames through the analysis: times of the steps, heap calls
///     Soak streams 1000 60                 so many streams for so many seconds on one core: lateness, processor share, memory a stream
///
/// README says what came of it.
@main enum Soak {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let number = arguments.dropFirst().first.flatMap(Double.init), number > 0 else { usage() }
    let rest = Array(arguments.dropFirst(2))
    switch arguments.first {
    case "days": try look(days: number, csv: rest.first, minutes: rest.dropFirst().first)
    case "play": try play(days: number, minutes: rest.first.flatMap(Double.init) ?? .infinity)
    case "streams": try StreamLoad.look(streams: Int(number), seconds: rest.first.flatMap(Double.init) ?? 60)
    case "stream-play": try StreamLoad.play(streams: Int(number), seconds: rest.first.flatMap(Double.init) ?? 60)
    case "steps": try StepTiming.run(frames: Int(number))
    default: usage()
    }
  }

  private static func usage() -> Never {
    print("usage: Soak days NUMBER [MEMORY.csv [MINUTES]] | play DAYS [MINUTES] | steps FRAMES | streams COUNT [SECONDS]")
    exit(EX_USAGE)
  }

  /// Listens to so many days, or to as many as go into so many minutes.
  private static func play(days: Double, minutes: Double) throws {
    let signals = try ProcessSignals()
    var settings = Settings()
    settings.timeline.rules = [AlertRule(name: "anger", emotion: 4, above: 0.6, forSeconds: 3, clearBelow: 0.4)]
    let listener = Listener(model: try Model.embedded(precision: Settings().precision), settings: settings, version: "soak") {
      FileHandle.standardError.write(Data(($0 + "\n").utf8))
    }
    let source = SoakSource(sounds: try SoakSounds(), days: days, minutes: minutes)
    let counter = HeapWatch(source)
    try listener.run(
      Listener.Plan(kind: "soak", name: "soak", channel: .mix, isLossless: true) { source }, until: signals,
      target: EventTarget(descriptor: STDOUT_FILENO))
    var truth = source.truth
    truth.heapCalls = counter.finish()
    FileHandle.standardError.write(try JSONEncoder().encode(truth))
  }

  /// Has them played by another process, so that its memory is only its own, and looks at what it says.
  private static func look(days: Double, csv: String?, minutes: String?) throws {
    let player = Process()
    player.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    player.arguments = ["play", String(days)] + (minutes.map { [$0] } ?? [])
    let (events, errors) = (Pipe(), Pipe())
    player.standardOutput = events
    player.standardError = errors
    let began = Date()
    try player.run()
    let witness = Witness(descriptor: events.fileHandleForReading.fileDescriptor)
    let memory = MemoryCurve(process: player.processIdentifier, witness)
    let told = errors.fileHandleForReading.readDataToEndOfFile()
    player.waitUntilExit()
    let seconds = Date().timeIntervalSince(began)
    // Behind the diagnostics.
    let lastLine = told.split(separator: UInt8(ascii: "\n")).last ?? Data()
    guard player.terminationStatus == 0, let truth = try? JSONDecoder().decode(SoakTruth.self, from: lastLine) else {
      print("WRONG: the player ended with \(player.terminationStatus): \(String(decoding: told, as: UTF8.self))")
      exit(1)
    }
    let problems = witness.finish(truth)
    let played = Double(truth.position) / Double(SoakSource.dayFrames)
    print(
      String(format: "%.2f", played)
        + " days in \(Int(seconds)) s, \(Int(played * 86400 / seconds)) times real time; position \(witness.lastSamples)")
    print(witness.summary)
    print("heap calls of the analysis thread since the tenth minute: \(truth.heapCalls.map { "\($0)" } ?? "not counted")")
    print(memory.summary)
    if let csv { try memory.write(csv) }
    for problem in problems.prefix(20) { print("WRONG: \(problem)") }
    exit(problems.isEmpty ? 0 : 1)
  }
}
