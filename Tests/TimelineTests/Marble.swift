@testable import Timeline

/// A stream of steps drawn as a string, and what the timeline answers drawn as strings of the same length.
///
///     input    AAAAAAAA------      one character is 0.2 s, five steps
///     changes  ......a.......
///
/// Input: a letter is speech of that emotion (n c h s a f d u), capitals at probability 0.9, small ones at 0.4; `?` is speech in which all
/// are as likely; `-` is silence, in which the pooled probabilities stay; `x` is a gap of 0.2 s that leaves the state, `r` one that
/// resets it.
/// Output: `.` is nothing, several events of one cell stand in brackets. Estimates: the emotion's letter, or `_` silence, `w` warming-up,
/// `~` uncertain, `g` gap. Changes: the new emotion's letter, or `0`. Alerts: `!` raised, `/` cleared.
struct Marble {
  static let letters = Array("nchsafdu")
  static let cellTicks: Int64 = 3200

  var estimates = ""
  var changes = ""
  var alerts = ""
  var events: [Event] = []

  init(_ input: String, configure: (inout TimelineConfiguration) -> Void = { _ in }) {
    var configuration = TimelineConfiguration()
    configuration.everySeconds = 0.2
    configure(&configuration)
    var timeline = Timeline(configuration)
    self.init(input, &timeline)
  }

  init(_ input: String, _ timeline: inout Timeline) {
    var end: Int64 = 240  // so that the stream's first step ends at 880 ticks
    var probabilities = SIMD8<Float>(repeating: 0.125)
    for cell in input {
      switch cell {
      case "x", "r":
        end += Self.cellTicks
        let share: Float = cell == "x" ? 1 : 0
        let gap = Gap(lostSamples: 3200, rateHz: 16_000, cause: .overrun, state: cell == "x" ? .carried : .reset)
        timeline.gap(gap, keeping: share, endTick: end, monotonicNanoseconds: end * 62_500)
        take(&timeline)
      default:
        if cell != "-" { probabilities = Self.probabilities(cell) }
        var found: [Event] = []
        for _ in 0..<5 {
          end += 640
          timeline.step(
            StepReading(
              endTick: end, monotonicNanoseconds: end * 62_500, probabilities: probabilities, gender: [0.5, 0.5],
              speech: cell == "-" ? 0 : 1))
          while let event = timeline.nextEvent() { found.append(event) }
        }
        draw(found)
      }
    }
  }

  private mutating func take(_ timeline: inout Timeline) {
    var found: [Event] = []
    while let event = timeline.nextEvent() { found.append(event) }
    draw(found)
  }

  private mutating func draw(_ found: [Event]) {
    events += found
    var (estimate, change, alert) = ("", "", "")
    for event in found {
      switch event.content {
      case .estimate(let it): estimate.append(Self.letter(it))
      case .change(let it): change.append(it.to < 0 ? "0" : Self.letters[it.to])
      case .alert(let it): alert.append(it.raised ? "!" : "/")
      default: break
      }
    }
    estimates += Self.cell(estimate)
    changes += Self.cell(change)
    alerts += Self.cell(alert)
  }

  private static func cell(_ text: String) -> String {
    text.isEmpty ? "." : text.count == 1 ? text : "[\(text)]"
  }

  private static func letter(_ estimate: Estimate) -> Character {
    switch estimate.reason {
    case nil: letters[estimate.top]
    case .silence: "_"
    case .warmingUp: "w"
    case .uncertain: "~"
    case .gap: "g"
    case .badSignal: "b"
    }
  }

  private static func probabilities(_ cell: Character) -> SIMD8<Float> {
    guard let index = letters.firstIndex(of: Character(cell.lowercased())) else { return SIMD8(repeating: 0.125) }
    let share: Float = cell.isUppercase ? 0.9 : 0.4
    var result = SIMD8<Float>(repeating: (1 - share) / 7)
    result[index] = share
    return result
  }
}
