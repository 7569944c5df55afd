internal import Corpus
internal import Signal

/// What thresholds that were chosen on one half of the speakers and noises do to the other half.
extension SignalReport {
  /// One threshold, chosen on a half and counted on the other.
  private struct Held {
    var sweep: SignalSweep
    var half: Int
    var chosen: Int
    var told: [Int]
    var share: (Int) -> ResultTable.Cell

    func cells(_ place: Int) -> [ResultTable.Cell] { [.text(sweep.values[place]), .count(told[place]), share(place)] }
  }

  private static let names = ["A", "B"]

  private var real: [SignalTrial.Stretch] { well.filter { !$0.halves.isEmpty } }

  private var held: [Held] {
    let halves = (0..<2).map { half in real.filter { $0.isWithin(half) } }
    return (0..<2).flatMap { half -> [Held] in
      let other = findings.faults[1 - half]
      return SignalSweep.all.map { sweep in
        let own = sweep.choice(told: sweep.told(halves[half]), found: sweep.found(findings.faults[half]))
        return Held(sweep: sweep, half: half, chosen: own, told: sweep.told(halves[1 - half])) { sweep.share(at: $0, other, sweep.places) }
      }
    }
  }

  /// Thresholds of one half, judged by the other, beside the product's.
  var halves: ResultTable {
    let held = held
    let seconds = (0..<2).map { half in real.filter { $0.isWithin(half) }.reduce(0) { $0 + $1.count.seconds } }
    let rows = held.map { one -> [ResultTable.Cell] in
      [.text("\(one.sweep.state.spelling), chosen on \(Self.names[one.half])"), .number(seconds[1 - one.half] / 3600, decimals: 1)]
        + one.cells(one.chosen) + one.cells(one.sweep.own)
    }
    func sum(_ place: (Held) -> Int) -> [ResultTable.Cell] {
      let told = held.reduce(0) { $0 + $1.told[place($1)] }
      let rate = Self.rate(told, seconds: seconds[0] + seconds[1]).map(\.text)
      return [.text(""), .count(told), .text("\(rate[0]) a day, at most \(rate[1])")]
    }
    let total: [ResultTable.Cell] = [.text("all"), .number((seconds[0] + seconds[1]) / 3600, decimals: 1)]
    return ResultTable(
      "Thresholds chosen on one half of speakers and noises, counted on the other",
      ["", "hours held", "chosen", "false", "found", "product's", "false there", "found there"],
      rows + [total + sum(\.chosen) + sum(\.sweep.own)],
      notes: [
        "Every second speaker by name, and every second recording, is of half A, the others of B; a mixture of both is in neither.",
        "Chosen: of the positions of the tables below with the fewest false signals in its half the one that finds most faults there; of",
        "equal ones the product's or the nearest to it. Each state is swept by itself, the others at the product's. The product's own were",
        "chosen on all speakers as recorded, too-quiet's is what both halves chose, so that its own numbers here are not held out; the",
        "weights behind wrong-rate were fitted to half of the speakers, which is not on record.",
      ])
  }

  /// Speech in each of the noise recordings.
  var inNoises: ResultTable {
    let noisy = well.filter { $0.noise != nil }
    let names = Set(noisy.compactMap { $0.noise?.name }).sorted()
    func told(_ stretches: [SignalTrial.Stretch], _ decibels: Float) -> ResultTable.Cell {
      .count(stretches.filter { $0.noise?.decibels == decibels }.reduce(0) { $0 + $1.count.told.values.reduce(0, +) })
    }
    let rows = names.map { name in
      let stretches = noisy.filter { $0.noise?.name == name }
      return Self.row(name, stretches) + SignalTrial.noiseDecibels.map { told(stretches, $0) }
    }
    return ResultTable(
      "Every speaker's speech in each noise recording",
      ["", "hours"] + Self.states.map(\.spelling) + ["a day", "at most"] + SignalTrial.noiseDecibels.map { "at \(Int($0)) dB" }, rows)
  }
}

extension SignalSweep {
  /// Of `SignalFault.all`, those that this state is meant for.
  var places: [Int] { SignalFault.all.indices.filter { SignalFault.all[$0].expected == state } }

  /// False signals at each position.
  func told(_ stretches: [SignalTrial.Stretch]) -> [Int] {
    stretches.reduce(into: [Int](repeating: 0, count: values.count)) { sum, stretch in
      for (index, count) in (stretch.count.swept[state] ?? []).enumerated() { sum[index] += count }
    }
  }

  /// Pieces in which the fault was found, at each position.
  func found(_ faults: [SignalTrial.Detection]) -> [Int] {
    values.indices.map { index in
      places.reduce(0) { $0 + ($1 < faults.count && !faults[$1].swept.isEmpty ? faults[$1].swept[index] : 0) }
    }
  }

  /// Of all pieces with the faults at `places`.
  func share(at index: Int, _ faults: [SignalTrial.Detection], _ places: [Int]) -> ResultTable.Cell {
    let chosen = places.filter { $0 < faults.count }.map { faults[$0] }
    let pieces = chosen.reduce(0) { $0 + $1.pieces }
    let found = chosen.reduce(0) { $0 + ($1.swept.isEmpty ? 0 : $1.swept[index]) }
    return .share(Measured(pieces > 0 ? Double(found) / Double(pieces) : nil))
  }
}
