import Foundation
import TestSupport
import Testing

/// Random faults on a recording, played through libasound in real time: whatever goes wrong, every lost sample stands in one gap.
///
/// `swift test` runs 48 scripts; UNDERTONE_FAULT_SCRIPTS says how many (README has the command for 1,000, with the release binary).
@Suite struct FaultScriptTests {
  @Test func everyLostSampleStandsInOneGap() throws {
    let count = ProcessInfo.processInfo.environment["UNDERTONE_FAULT_SCRIPTS"].flatMap { Int($0) } ?? 48
    let sound = try DemoSound().mono16kHz
    let schema = try EventSchema()
    let problems = Problems()
    // Each run sleeps most of the time, so there are many more than cores.
    let lanes = 24
    let done = DispatchSemaphore(value: 0)
    for lane in 0..<lanes {
      Thread.detachNewThread {
        for number in stride(from: lane, to: count, by: lanes) {
          let script = FaultScript(seed: UInt64(number))
          do {
            try problems.add(script.run(sound, schema), script)
          } catch {
            problems.add(["\(error)"], script)
          }
        }
        done.signal()
      }
    }
    for _ in 0..<lanes { done.wait() }
    // The plugin reads its pointer and ALSA the clock one after the other; a machine that is full of such runs may take the thread away
    // between them, and the gap is then that much off. One in a hundred may; by itself each must be right.
    let late = problems.late
    #expect(late.count <= max(1, count / 100))
    for script in late { try problems.add(script.run(sound, schema), script, isAlone: true) }
    #expect(problems.runs == count)
    #expect(problems.gaps > count)
    for problem in problems.all { Issue.record("\(problem)") }
  }
}

/// What was wrong in all runs.
private final class Problems: @unchecked Sendable {
  private let lock = NSLock()
  private(set) var all: [String] = []
  private(set) var runs = 0
  private(set) var gaps = 0
  /// Scripts whose gaps were off in time, and nothing else.
  private(set) var late: [FaultScript] = []

  func add(_ outcome: FaultScript.Outcome, _ script: FaultScript, isAlone: Bool = false) {
    lock.withLock {
      runs += isAlone ? 0 : 1
      gaps += outcome.gaps
      if !isAlone, !outcome.problems.isEmpty, outcome.problems.allSatisfy({ $0.hasSuffix(FaultScript.offInTime) }) {
        late.append(script)
        return
      }
      all += outcome.problems.map { "script \(script.seed) (\(script.faults)): \($0)" }
    }
  }

  func add(_ problems: [String], _ script: FaultScript) {
    add(FaultScript.Outcome(problems: problems, gaps: 0), script)
  }
}

/// Up to six faults in the first two seconds, on a clock that drifts by up to 500 ppm.
private struct FaultScript {
  struct Outcome {
    var problems: [String]
    var gaps: Int
  }

  let seed: UInt64
  let faults: String
  private let speed: Double
  static let offInTime = " has sounded"
  private static let rateHz = 16_000
  private static let periodFrames = 320

  init(seed: UInt64) {
    self.seed = seed
    var random = SplitMix64(seed: seed)
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    var frame = number(0...8000)
    var texts: [String] = []
    for _ in 0..<number(1...6) {
      switch number(0...6) {
      case 0: texts.append("overrun@\(frame):\(number(0...6400))")
      case 1: texts.append("suspend@\(frame):\(number(0...300))")
      case 2: texts.append("sleep@\(frame):\(number(0...3200))")
      case 3: texts.append("liar@\(frame):\(number(0...3200))")
      case 4: texts.append("removal@\(frame):\(number(0...500))")
      case 5: texts.append("stall@\(frame):\(number(0...300))")
      default: texts.append("short@\(frame):\(number(0...400))")
      }
      frame += number(1...8000)
    }
    faults = texts.joined(separator: " ")
    speed = 1 + Double.random(in: -500e-6...500e-6, using: &random)
  }

  /// Plays it until all is well again, and looks at every line.
  func run(_ sound: Data, _ schema: EventSchema) throws -> Outcome {
    let microphone = try PluginMicrophone(sound: sound, speed: speed, settings: "faults \"\(faults)\"")
    let running = try microphone.start(["--every", "0.1"])
    let ender = Thread {
      let deadline = Date().addingTimeInterval(60)
      var sounded = -1
      // All faults lie before 3.5 s of sound; then half a second of good sound, so that the microphone is at work at the end.
      while Date() < deadline, sounded < 56_000 + 8000 {
        usleep(20_000)
        sounded = microphone.truth.sounded
      }
      kill(running.process.processIdentifier, SIGTERM)
    }
    ender.start()
    let outcome = try running.finish()
    var problems = outcome.code == 0 ? [] : ["exit code \(outcome.code): \(outcome.error)"]
    problems += outcome.lines.compactMap(schema.problem)
    let events = try outcome.lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
    problems += Self.problems(of: events, microphone.truth)
    return Outcome(problems: problems, gaps: events.count { $0["type"] as? String == "gap" })
  }

  private static func problems(of events: [[String: Any]], _ truth: (delivered: Int, sounded: Int)) -> [String] {
    var problems: [String] = []
    var (expected, position, lost, isAway) = (0, 0, 0, false)
    for event in events {
      let type = event["type"] as? String ?? ""
      let sequence = event["seq"] as? Int ?? -1
      let hole = event["dropped"] as? Int ?? 0
      if sequence != expected + hole { problems.append("seq \(sequence) after \(expected - 1), dropped \(hole)") }
      expected = sequence + 1
      let here = Int(((event["stream_s"] as? Double ?? -1) * Double(rateHz)).rounded())
      switch type {
      case "gap":
        lost += event["lost_samples"] as? Int ?? 0
        position = here
      case "estimate":
        // An estimate is due every 0.1 s, so the position cannot have moved on by more than that and a step, but over a gap.
        if here - position > 1600 + 2 * 640 { problems.append("from \(position) to \(here) without a gap") }
        position = here
      case "device":
        let state = event["state"] as? String
        if (state == "lost") == isAway { problems.append("device \(state ?? "") twice") }
        isAway = state == "lost"
      case "stop":
        // The microphone was at work at the end.
        if isAway { problems.append("lost at the end") }
        if here != truth.delivered + lost { problems.append("position \(here), but \(truth.delivered) delivered and \(lost) lost") }
        if lost != event["lost_samples"] as? Int { problems.append("gaps of \(lost), stop says \(event["lost_samples"] ?? "")") }
        // One period, 500 ppm of four seconds, and the quarter of a millisecond that a stamp is read late.
        let off = abs(here - truth.sounded)
        if off > periodFrames + 32 + 4 { problems.append("position \(here), but frame \(truth.sounded)\(offInTime)") }
      default: break
      }
    }
    if events.last?["type"] as? String != "stop" { problems.append("no stop") }
    return problems
  }
}
