internal import Signal

/// `signal`: how often the watch over the microphone is wrong about sound that is well, and what it finds.
package struct SignalReport: TestReport {
  private let findings: SignalTrial.Findings

  init(_ findings: SignalTrial.Findings) { self.findings = findings }

  package var tables: [ResultTable] { [falseSignals, detections] + SignalSweep.all.map(sweep) }

  private static let day = 86_400.0
  private static let states = SignalState.allCases.filter { $0 != .ok }

  /// What is neither a fault nor meant to be told.
  private var well: [(name: String, count: SignalTrial.Count)] { findings.good.filter { !$0.name.contains("meant to be told") } }

  private static func isAsItIs(_ name: String) -> Bool { name.hasSuffix("as recorded") || name == "noise recordings" }

  private var falseSignals: ResultTable {
    let real = well.filter { Self.isAsItIs($0.name) }.map(\.count).reduce(SignalTrial.Count(), +)
    let all = well.map(\.count).reduce(SignalTrial.Count(), +)
    let rows =
      findings.good.map { Self.row($0.name, $0.count) } + [Self.row("all that is real, as it is", real), Self.row("everything well", all)]
    return ResultTable(
      "Signals told of sound that is well", ["", "hours"] + Self.states.map(\.spelling) + ["a day", "at most"], rows,
      notes: [
        "At most: what the true rate lies below with 95 % (Poisson; without a signal, three in the time that was heard). Rows of one sound in",
        "several clothes are not independent of each other: \"everything well\" is no more than its hours say about such clothes.",
        "The watch takes "
          + findings.nanosecondsPerSample.map { ResultTable.Cell.number($0, decimals: 1).text }.joined(separator: " and ")
          + " ns a sample at 16 and 48 kHz.",
      ])
  }

  private static func row(_ name: String, _ count: SignalTrial.Count) -> [ResultTable.Cell] {
    let told = count.told.values.reduce(0, +)
    let days = count.seconds / day
    return [.text(name), .number(count.seconds / 3600, decimals: 2)] + states.map { .count(count.told[$0] ?? 0) } + [
      .number(days > 0 ? Double(told) / days : nil, decimals: 1),
      .number(days > 0 ? upperBound(told) / days : nil, decimals: 1),
    ]
  }

  /// 95 % upper bound of a Poisson mean, by Wilson and Hilferty's approximation of χ²; exactly −ln 0.05 for none.
  private static func upperBound(_ count: Int) -> Double {
    guard count > 0 else { return 2.996 }
    let n = Double(count + 1)
    let root = 1 - 1 / (9 * n) + 1.645 / (3 * n.squareRoot())
    return n * root * root * root
  }

  private var detections: ResultTable {
    let rows = zip(SignalFault.all, findings.faults).map { fault, found -> [ResultTable.Cell] in
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
    let days = well.map(\.count.seconds).reduce(0, +) / Self.day
    let real = well.filter { Self.isAsItIs($0.name) }
    let realDays = real.map(\.count.seconds).reduce(0, +) / Self.day
    let places = SignalFault.all.indices.filter { SignalFault.all[$0].expected == sweep.state && $0 < findings.faults.count }
    let columns = sweep.state == .stuckBits ? [] : places
    let rows = sweep.values.indices.map { index -> [ResultTable.Cell] in
      func told(_ parts: [(name: String, count: SignalTrial.Count)]) -> Int {
        parts.reduce(0) { $0 + ($1.count.swept[sweep.state]?[index] ?? 0) }
      }
      func share(_ places: [Int]) -> ResultTable.Cell {
        let pieces = places.reduce(0) { $0 + findings.faults[$1].pieces }
        let found = places.reduce(0) { $0 + (findings.faults[$1].swept.isEmpty ? 0 : findings.faults[$1].swept[index]) }
        return .share(Measured(pieces > 0 ? Double(found) / Double(pieces) : nil))
      }
      return [.text(sweep.values[index] + (index == sweep.own ? " *" : ""))]
        + [
          .number(realDays > 0 ? Double(told(real)) / realDays : nil, decimals: 1),
          .number(days > 0 ? Double(told(well)) / days : nil, decimals: 1), share(places),
        ] + columns.map { share([$0]) }
    }
    return ResultTable(
      "\(sweep.state.spelling): the threshold swept (* as it is)",
      ["threshold", "false a day", "in all clothes", "found"] + columns.map { SignalFault.all[$0].brief }, rows)
  }
}

extension SignalState {
  /// As the events spell it.
  var spelling: String { "\(kind().name)" }
}
