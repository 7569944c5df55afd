internal import Corpus
package import Model
internal import Network

extension StreamTrial {
  /// Cuts a gap out of speech before the rest of each clip, and hears the rest under each rule, in every situation.
  ///
  ///     past of one talker with one emotion, 3 s longer than the longest gap  │ rest of the clip, the same
  ///     … clip │ background │ clip │ background │ first part of a clip ───────┤ behind every gap
  ///                                    └──────────── the gap, cut out ────────┘
  ///
  /// A rest is the last 50 to 100 % of a clip, by the seed. Where the same talker goes on, the past ends with the rest's own clip.
  package func gaps(
    _ model: Model, _ rules: [GapRule] = GapRule.all, lengths: [Double] = GapReport.gapSeconds, threads: Int
  ) throws -> [GapAnswers] {
    let meter = WorkMeter("gaps", total: clips.count, watcher)
    return try Jobs.map(threads, threads: threads) { thread in
      var ear = try GapEar(model)
      var found: [GapAnswers] = []
      for index in stride(from: thread, to: clips.count, by: threads) {
        try meter.advance()
        var random = RandomSource(seed: seed, stream: UInt64(index))
        let share = Double(random.uniform(0, 0.5))
        for situation in GapSituation.allCases {
          guard let past = past(situation, of: index, share, least: (lengths.max() ?? 0) + 3, &random) else { continue }
          if let answers = hear(&ear, past, index, share, situation, rules, lengths) { found.append(answers) }
        }
      }
      return found
    }.flatMap { $0 }
  }

  /// nil where not one step is left of the clip.
  private func hear(
    _ ear: inout GapEar, _ past: [Float], _ index: Int, _ share: Double, _ situation: GapSituation, _ rules: [GapRule], _ lengths: [Double]
  ) -> GapAnswers? {
    let clip = clips[index]
    let place = Int(share * Double(samples[index].count))
    let answers = ear.hear(past, Array(samples[index][place...]), gaps: lengths, rules) { output in
      Estimate(clip: clip, logits: output.emotion, gender: output.gender).masked
    }
    guard let steps = answers.first?.first?.count, steps > 0 else { return nil }
    let clock = SpeechClock(samples[index])
    let before = clock.seconds(after: place)
    let reached = GapReport.seconds.map { seconds in
      (0..<steps).first { clock.seconds(after: place + ear.end(ofStep: $0)) - before >= seconds } ?? steps - 1
    }
    return GapAnswers(
      clip: clip, situation: situation, reached: reached + [steps - 1], firstStepSeconds: Double(ear.end(ofStep: 0)) / 16_000,
      stepSeconds: Double(ear.end(ofStep: 1) - ear.end(ofStep: 0)) / 16_000, answers: answers)
  }

  /// Speech up to a gap, one talker's with one emotion, in the middle of a clip at last; nil where the clips hold nobody for it.
  /// - Parameter share: how much of the last clip is in it.
  func past(
    _ situation: GapSituation, of index: Int, _ share: Double, least seconds: Double, _ random: inout RandomSource
  ) -> [Float]? {
    let clip = clips[index]
    let changed = clips.indices.filter { clips[$0].emotion != clip.emotion }
    let (own, foreign) = (changed.filter { clips[$0].speaker == clip.speaker }, changed.filter { clips[$0].speaker != clip.speaker })
    let others =
      switch situation {
      case .goesOn: clips.indices.filter { clips[$0].speaker == clip.speaker && clips[$0].emotion == clip.emotion && $0 != index }
      case .changes: foreign.isEmpty || (!own.isEmpty && random.chance(0.5)) ? own : foreign
      }
    guard let first = others.randomElement(using: &random) else { return nil }
    let alike = others.filter { clips[$0].speaker == clips[first].speaker && clips[$0].emotion == clips[first].emotion }
      .shuffled(using: &random)
    var next = samples[situation == .goesOn ? index : first]
    var past = Array(next[..<Int(share * Double(next.count))])
    var turn = 0
    while past.count < Int(seconds * 16_000) {
      past = gap(before: next, &random) + past
      next = samples[alike[turn % alike.count]]
      past = next + past
      turn += 1
    }
    return past
  }
}
