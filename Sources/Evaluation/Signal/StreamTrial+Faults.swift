internal import Corpus
internal import Model
internal import Signal

extension StreamTrial {
  /// Hears each speaker's clips through each faulty microphone, and without a fault.
  ///
  ///     background │ clip │ background │ clip …   of one speaker ─▶ fault ─▶ ear, watch: an answer at the end of each clip
  func faults(_ model: Model, _ faults: [SignalFault] = SignalFault.all, threads: Int) throws -> FaultAnswers {
    let speakers = Dictionary(grouping: clips.indices) { clips[$0].speaker }.sorted { $0.key < $1.key }.map(\.value)
    let faults: [SignalFault?] = [nil] + faults
    let meter = WorkMeter("faults", total: faults.count, watcher)
    let heard = try Jobs.map(faults.count, threads: threads, meter: meter) { place in
      var ear = try ProductEar(model)
      var heard = FaultAnswers.Heard(fault: faults[place])
      for (number, indices) in speakers.enumerated() {
        var random = RandomSource(seed: seed, stream: UInt64(number))
        let sound = row(indices.shuffled(using: &random), &random)
        ear.reset()
        heard.recalls.append(hear(&ear, sound, faults[place], &heard))
      }
      return heard
    }
    return FaultAnswers(clean: heard[0], faults: Array(heard[1...]))
  }

  /// Clips in a row, each behind some background.
  private func row(_ indices: [Int], _ random: inout RandomSource) -> (samples: [Float], ends: [(clip: Int, sample: Int)]) {
    var (row, ends): ([Float], [(Int, Int)]) = ([], [])
    for index in indices {
      row += gap(before: samples[index], &random) + samples[index]
      ends.append((index, row.count))
    }
    return (SignalSound.sixteenBits(row), ends)
  }

  private func hear(
    _ ear: inout ProductEar, _ sound: (samples: [Float], ends: [(clip: Int, sample: Int)]), _ fault: SignalFault?,
    _ heard: inout FaultAnswers.Heard
  ) -> Recalls {
    let faulty = fault?.apply(sound.samples) ?? sound.samples
    let stretch = faulty.count / max(sound.samples.count, 1)
    var watch = SignalWatch(rateHz: 16_000)
    var (recalls, from) = (Recalls(), 0)
    for end in sound.ends {
      let part = Array(faulty[from..<end.sample * stretch])
      watch.hear(part, after: from, fault?.report)
      from = end.sample * stretch
      guard let output = ear.hear(part), let truth = clips[end.clip].emotion else { continue }
      let estimate = Estimate(clip: clips[end.clip], logits: output.emotion, gender: output.gender)
      recalls.add(truth, isRight: estimate.masked == truth)
      heard.clips += 1
      heard.withheld += watch.verdict.state.isBad() ? 1 : 0
    }
    return recalls
  }
}

extension SignalWatch {
  /// Hears samples that begin at `position`, with the capture's report after every second.
  fileprivate mutating func hear(_ samples: [Float], after position: Int, _ report: ChannelReport?) {
    samples.withUnsafeBufferPointer { samples in
      var from = 0
      while from < samples.count {
        let end = min(samples.count, from + 16_000 - (position + from) % 16_000)
        var offset = 0
        let second = UnsafeBufferPointer(rebasing: samples[from..<end])
        while nextChange(in: second, from: &offset) != nil {}
        from = end
        if let report, (position + from) % 16_000 == 0 { take(report) }
      }
    }
  }
}
