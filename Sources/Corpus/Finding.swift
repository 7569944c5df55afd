/// Something odd about a file of a dataset, with the reason.
package struct Finding: Sendable, Equatable {
  /// In few words, the same for all files with this oddity.
  package var reason: String
  package var path: String
  /// What was found there; may be empty.
  package var detail: String
  package var corpus: CorpusName?
  /// Whether neither training nor tests hear it.
  package var isLeftOut: Bool

  /// The reasons of files that are none of the corpus's clips here.
  package static let missing = "listed, but missing"
  package static let copy = "second copy of a clip"

  package init(_ reason: String, _ path: String, _ detail: String = "", corpus: CorpusName? = nil, isLeftOut: Bool = true) {
    self.reason = reason
    self.path = path
    self.detail = detail
    self.corpus = corpus
    self.isLeftOut = isLeftOut
  }
}
