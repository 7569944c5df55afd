import Corpus
import Model

/// The model whose weights a training begins with: what it has heard, the new model has heard.
struct Ancestor {
  let metadata: ModelMetadata
  let path: String

  /// - Throws: `ModelError` when the file cannot be read.
  init(path: String) throws {
    metadata = try Model(path: path).metadata
    self.path = path
  }

  /// Everyone whom it was trained on.
  /// - Throws: `RecipeError` for a file that does not say: nobody could be tested honestly afterwards.
  func speakers() throws -> [String] {
    guard let speakers = metadata.speakers else {
      throw RecipeError("\(path) does not say whom it was trained on (an older undertone-lab made it); begin with another model")
    }
    return speakers
  }

  /// - Throws: `RecipeError` when somebody who is tested was trained on.
  func check(testing clips: [Clip]) throws {
    let heard = Set(try speakers().map { Clip.person($0) })
    guard let clip = clips.first(where: { heard.contains($0.person) }) else { return }
    throw RecipeError(
      "\(path) was trained on \(clip.speaker), who is tested here; begin with another model, or with none (--start '')")
  }

  /// The corpora of both; one that both heard stands as the new model's.
  func corpora(with own: [ModelMetadata.Corpus]) -> [ModelMetadata.Corpus] {
    (own + metadata.corpora.filter { old in !own.contains { $0.name == old.name } }).sorted { $0.name < $1.name }
  }
}
