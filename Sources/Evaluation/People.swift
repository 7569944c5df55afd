package import Corpus

/// How well the listeners of CREMA-D named what the actor was asked for, hearing the voice alone.
///
/// Source: Cao et al., "CREMA-D: Crowd-sourced Emotional Multimodal Actors Dataset", IEEE Trans. Affective Computing 5(4), 2014.
package enum People {
  /// What counts as an answer.
  package enum Vote: Sendable {
    /// Every listener's by itself.
    case single
    /// The clip's most frequent one; k emotions with as many votes share the clip, each with 1/k.
    case plurality
  }

  /// - Parameter clips: those without votes are passed over.
  package static func recalls(_ clips: some Sequence<Clip>, _ vote: Vote) -> Recalls {
    var recalls = Recalls()
    for clip in clips {
      guard let most = clip.votes.max(), most > 0, let emotion = clip.emotion else { continue }
      let right = clip.votes[emotion.rawValue]
      switch vote {
      case .single: recalls.add(emotion, right: Double(right), of: Double(clip.votes.reduce(0, +)))
      case .plurality:
        let winners = clip.votes.count { $0 == most }
        recalls.add(emotion, right: right == most ? 1 / Double(winners) : 0, of: 1)
      }
    }
    return recalls
  }

  /// A figure of the listeners' answers, its interval over the speakers whom they heard.
  package static func measure(
    _ clips: some Sequence<Clip>, _ vote: Vote, _ figure: (Recalls) -> Double?
  ) -> Measured {
    let speakers = Dictionary(grouping: clips, by: \.speaker).sorted { $0.key < $1.key }
    return Bootstrap().measure(speakers.map { recalls($0.value, vote) }) { figure($0.sum()) }
  }
}
