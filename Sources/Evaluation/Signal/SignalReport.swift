internal import Signal

/// `signal`: how often the watch over the microphone is wrong about sound that is well, and what it finds.
package struct SignalReport: TestReport {
  let findings: SignalTrial.Findings
  /// What the faults do to a model's answers; nil without a model's part.
  let harms: FaultAnswers?

  init(_ findings: SignalTrial.Findings, _ harms: FaultAnswers? = nil) {
    self.findings = findings
    self.harms = harms
  }

  package var tables: [ResultTable] {
    [falseSignals, inNoises, halves, detections] + (harms.map { [Self.harm($0)] } ?? []) + SignalSweep.all.map(sweep)
  }

  static let day = 86_400.0
  static let states = SignalState.allCases.filter { $0 != .ok }

  /// What is neither a fault nor meant to be told.
  var well: [SignalTrial.Stretch] { findings.good.filter { $0.sound != SignalTrial.meantToBeTold } }

  private static func isAsItIs(_ stretch: SignalTrial.Stretch) -> Bool {
    stretch.sound.hasSuffix("as recorded") || stretch.sound == "noise recordings"
  }

  private var falseSignals: ResultTable {
    var names: [String] = []
    for stretch in findings.good where !names.contains(stretch.sound) { names.append(stretch.sound) }
    let noisy = well.filter { $0.noise != nil }
    let rows =
      names.sorted { ($0.hasSuffix("as recorded") ? 0 : 1) < ($1.hasSuffix("as recorded") ? 0 : 1) }.map { name in
        Self.row(name, findings.good.filter { $0.sound == name })
      } + [
        Self.row("all that is real, as it is", well.filter(Self.isAsItIs)), Self.row("speech in real noise", noisy),
        Self.row("everything well", well),
      ]
    return ResultTable(
      "Signals told of sound that is well", ["", "hours"] + Self.states.map(\.spelling) + ["a day", "at most"], rows,
      notes: [
        "At most: what the true rate lies below with 95 %, were the hours independent (Poisson; without a signal, three in that time).",
        "They are not: the same speech stands in all clothes and noises, and a recording of some seconds comes again and again. So the bound",
        "lies between two rows: \"as it is\" counts every sound once, \"in real noise\" every mixture.",
        "The watch takes "
          + findings.nanosecondsPerSample.map { ResultTable.Cell.number($0, decimals: 2).text }.joined(separator: " and ")
          + " ns a sample at 16 and 48 kHz.",
      ])
  }

  static func row(_ name: String, _ stretches: [SignalTrial.Stretch]) -> [ResultTable.Cell] {
    let count = stretches.map(\.count).reduce(SignalTrial.Count(), +)
    return [.text(name), .number(count.seconds / 3600, decimals: 2)] + states.map { .count(count.told[$0] ?? 0) }
      + rate(count.told.values.reduce(0, +), seconds: count.seconds)
  }

  /// Signals a day, and what the true rate lies below.
  static func rate(_ told: Int, seconds: Double) -> [ResultTable.Cell] {
    let days = seconds / day
    return [
      .number(days > 0 ? Double(told) / days : nil, decimals: 2),
      .number(days > 0 ? upperBound(told) / days : nil, decimals: 2),
    ]
  }

  /// 95 % upper bound of a Poisson mean, by Wilson and Hilferty's approximation of χ²; exactly −ln 0.05 for none.
  static func upperBound(_ count: Int) -> Double {
    guard count > 0 else { return 2.996 }
    let n = Double(count + 1)
    let root = 1 - 1 / (9 * n) + 1.645 / (3 * n.squareRoot())
    return n * root * root * root
  }

  /// Of both halves.
  private var faults: [SignalTrial.Detection] {
    guard let first = findings.faults.first(where: { !$0.isEmpty }) else { return [] }
    return findings.faults.filter { !$0.isEmpty }.dropFirst().reduce(first) { zip($0, $1).map { $0 + $1 } }
  }

  private var detections: ResultTable {
    let rows = zip(SignalFault.all, faults).map { fault, found -> [ResultTable.Cell] in
      let sorted = found.seconds.sorted()
      return [
        .text(fault.name), .text(fault.expected.spelling), .count(found.pieces),
        .share(Measured(found.pieces > 0 ? Double(sorted.count) / Double(found.pieces) : nil)),
        .number(sorted.isEmpty ? nil : sorted[sorted.count / 2], decimals: 1), .number(sorted.last, decimals: 1), .count(found.others),
      ]
    }
    return ResultTable(
      "Faults put into pieces of a minute of each speaker", ["fault", "state", "pieces", "found", "median s", "longest s", "other state"],
      rows, notes: ["Seconds of the faulty sound until the state is told; the minute read at the wrong rate lasts three."])
  }

  private func sweep(_ sweep: SignalSweep) -> ResultTable {
    let real = well.filter(Self.isAsItIs)
    let faults = faults
    let places = sweep.places.filter { $0 < faults.count }
    let columns = sweep.state == .stuckBits ? [] : places
    let rows = sweep.values.indices.map { index -> [ResultTable.Cell] in
      func rate(_ stretches: [SignalTrial.Stretch]) -> ResultTable.Cell {
        Self.rate(sweep.told(stretches)[index], seconds: stretches.reduce(0) { $0 + $1.count.seconds })[0]
      }
      func share(_ places: [Int]) -> ResultTable.Cell { sweep.share(at: index, faults, places) }
      return [.text(sweep.values[index] + (index == sweep.own ? " *" : "")), rate(real), rate(well), share(places)]
        + columns.map { share([$0]) }
    }
    return ResultTable(
      "\(sweep.state.spelling): the threshold swept (* as it is)",
      ["threshold", "false a day", "in all clothes and noises", "found"] + columns.map { SignalFault.all[$0].brief }, rows)
  }
}

extension SignalState {
  /// As the events spell it.
  var spelling: String { "\(kind().name)" }
}
