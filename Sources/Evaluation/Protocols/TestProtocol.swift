package import Corpus

/// The tests that `evaluate` knows by name: what each needs of the models, and which clips it plays to them.
package enum TestProtocol: String, CaseIterable, Sendable {
  case cremad
  case ravdessEmobox = "ravdess-emobox"
  case saveeLoso = "savee-loso"
  case tessCross = "tess-cross"
  case random
  case leaveCorpusOut = "leave-corpus-out"
  case noise, anytime, stream, gap, calibration, background, signal

  /// Whether all models are parts of one result; the others test each model by itself.
  package var takesSeveralModels: Bool {
    switch self {
    case .ravdessEmobox, .saveeLoso, .tessCross, .leaveCorpusOut: true
    default: false
    }
  }

  /// The partitions whose models it tests; a whole result needs one model of each when it takes several.
  package var partitions: [Partition] {
    switch self {
    case .cremad: [.split]
    case .ravdessEmobox, .saveeLoso, .tessCross: Partition.speakerRuns.map { .speakers($0) }
    case .random: [.random]
    case .leaveCorpusOut: CorpusName.studied.map { .without($0) }
    case .noise, .anytime, .stream, .gap, .calibration, .background, .signal: Partition.all
    }
  }

  /// Whether it plays `clip` to a model of `partition`.
  /// - Parameter split: whom a model of the partition `split` is tested on.
  package func plays(_ clip: Clip, to partition: Partition, split: Split) -> Bool {
    let isTested = partition == .split ? clip.split == split : partition.tests(clip)
    switch self {
    case .cremad: return isTested && clip.corpus == .cremad
    case .ravdessEmobox: return isTested && clip.corpus == .ravdess
    case .saveeLoso: return isTested && clip.corpus == .savee
    case .tessCross: return isTested && clip.corpus == .tess
    case .random, .leaveCorpusOut, .noise, .anytime, .stream, .gap, .calibration, .signal: return isTested
    case .background: return false
    }
  }
}
