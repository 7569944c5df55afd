internal import Model

/// Which clips a training hears and which it is tested on: the protocols of `evaluate`.
///
///     split           train and dev of Config/splits.csv
///     speakers-K      without RAVDESS's EmoBox fold K + 1, one SAVEE and one TESS speaker, K = 1…5
///     random          four fifths of the clips, whoever speaks
///     without-CORPUS  all other corpora
package enum Partition: Equatable, Sendable {
  case split
  case speakers(Int)
  case random
  case without(CorpusName)

  package static let speakerRuns = 1...5

  /// Every partition, in the order of the list above.
  package static let all: [Partition] =
    [.split] + speakerRuns.map { .speakers($0) } + [.random] + CorpusName.studied.map { .without($0) }

  package init?(_ name: String) {
    guard let found = Self.all.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  package var name: String {
    switch self {
    case .split: "split"
    case .speakers(let run): "speakers-\(run)"
    case .random: "random"
    case .without(let corpus): "without-\(corpus.rawValue)"
    }
  }

  /// Whether a model of this partition is tested on `clip`.
  package func tests(_ clip: Clip) -> Bool {
    switch self {
    case .split: clip.split == .dev
    case .speakers(let run): Self.isLeftOut(clip, run)
    case .random: Self.isDrawn(clip.key)
    case .without(let corpus): clip.corpus == corpus
    }
  }

  /// Whether a model of this partition hears `clip` in training. Held-out speakers are never heard.
  package func trains(_ clip: Clip) -> Bool {
    switch self {
    case .split: clip.split == .train
    default: clip.split != .heldOut && !tests(clip)
    }
  }

  private static func isLeftOut(_ clip: Clip, _ run: Int) -> Bool {
    switch clip.corpus {
    case .ravdess: clip.fold == run + 1
    case .savee: clip.speaker == ["savee-DC", "savee-JK", "savee-KL"][(run - 1) % 3]
    case .tess: clip.speaker == ["tess-OAF", "tess-YAF"][(run - 1) % 2]
    case .cremad, .emodb, .voxforge, .own: false
    }
  }

  /// One clip in five, by its name alone, so that it is the same one everywhere.
  private static func isDrawn(_ key: String) -> Bool {
    let digest = [UInt8](key.utf8).withUnsafeBytes { Checksum.digest($0) }
    let number = digest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return number % 5 == 0
  }
}
