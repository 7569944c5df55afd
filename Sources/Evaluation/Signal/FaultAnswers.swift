internal import Signal

/// What a model makes of speech through a microphone that is not well, and what the watch over it would withhold.
struct FaultAnswers: Sendable {
  struct Heard: Sendable {
    /// nil: nothing is wrong.
    var fault: SignalFault?
    /// Speakers in one order.
    var recalls: [Recalls] = []
    var clips = 0
    /// Clips at whose end the answer would be withheld.
    var withheld = 0
  }

  var clean = Heard()
  var faults: [Heard] = []

  /// How much lower the UAR is than without the fault, over the same speakers.
  func lost(to fault: Heard) -> Measured {
    Bootstrap().measure(Array(zip(clean.recalls, fault.recalls))) { speakers in
      guard let before = speakers.map(\.0).sum().unweightedRecall, let after = speakers.map(\.1).sum().unweightedRecall
      else { return nil }
      return before - after
    }
  }
}

extension SignalReport {
  /// What each fault costs, beside what is done about it.
  static func harm(_ answers: FaultAnswers) -> ResultTable {
    func cells(_ heard: FaultAnswers.Heard) -> [ResultTable.Cell] {
      [
        .share(Measured(heard.clips > 0 ? Double(heard.withheld) / Double(heard.clips) : nil)),
        .share(Bootstrap().measure(heard.recalls) { $0.sum().unweightedRecall }),
      ]
    }
    let rows = answers.faults.compactMap { heard -> [ResultTable.Cell]? in
      guard let fault = heard.fault else { return nil }
      return [.text(fault.name), .text(fault.expected.spelling), .text(fault.expected.isBad() ? "yes" : "no")] + cells(heard)
        + [.share(answers.lost(to: heard))]
    }
    let clean: [ResultTable.Cell] = [.text("nothing"), .text(""), .text("")] + cells(answers.clean) + [.text("")]
    return ResultTable(
      "What a fault does to the answers: UAR of \(answers.clean.clips) clips, percent",
      ["fault", "state", "withheld", "of clips, %", "UAR", "lost, points"], [clean] + rows,
      notes: [
        "Each speaker's clips in a row, with background between them, through a microphone with the fault; the answer is taken at each",
        "clip's end among the emotions that its corpus has. Withheld: whether that state withholds estimates; of clips: how often it, or",
        "another one, did at a clip's end. Brackets: 95 % over speakers, the same ones with and without the fault. Dead microphones show",
        "what is left without any sound.",
      ])
  }
}
