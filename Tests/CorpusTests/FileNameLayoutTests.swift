import Testing

@testable import Corpus

@Suite struct FileNameLayoutTests {
  private func clip(_ stem: String, in folder: String = "") -> String {
    switch FileNameLayout.read(stem: stem, folder: folder) {
    case nil: "unknown"
    case .other(let what): what
    case .clip(let clip): "\(clip.corpus) \(clip.speaker) \(clip.gender.map { "\($0)" } ?? "?") \(clip.emotion)"
    }
  }

  @Test(arguments: [
    ("03-01-05-02-01-01-07", "Actor_07", "ravdess ravdess-07 male angry"),
    ("03-01-02-01-02-02-24", "Actor_24", "ravdess ravdess-24 female calm"),
    ("03-02-05-02-01-01-07", "Actor_07", "RAVDESS song"),
    ("01-01-05-02-01-01-07", "Actor_07", "RAVDESS video"),
    ("03-01-09-02-01-01-07", "Actor_07", "unknown"),
    ("1001_DFA_ANG_XX", "AudioWAV", "cremad cremad-1001 ? angry"),
    ("1076_MTI_SAD_XX", "AudioWAV", "cremad cremad-1076 ? sad"),
    ("1001_DFA_BOR_XX", "AudioWAV", "unknown"),
    ("OAF_back_angry", "OAF_angry", "tess tess-OAF female angry"),
    ("YAF_back_ps", "YAF_pleasant_surprised", "tess tess-YAF female surprise"),
    ("OA_bite_neutral", "OAF_neutral", "tess tess-OAF female neutral"),
    ("YAF_youth_calm", "", "unknown"),
    ("DC_sa01", "", "savee savee-DC male sad"),
    ("su15", "KL", "savee savee-KL male surprise"),
    ("a01", "DC", "savee savee-DC male angry"),
    ("a01", "Other", "unknown"),
    ("XY_a01", "DC", "unknown"),
    ("notes", "", "unknown"),
    ("03a01Fa", "wav", "emodb emodb-03 male happy"),
    ("16b10Wb", "wav", "emodb emodb-16 female angry"),
    ("13a05Ea", "wav", "emodb emodb-13 female disgust"),
    ("03a04Lc", "wav", "EmoDB boredom, which is none of the eight emotions"),
    ("04a01Fa", "wav", "unknown"),
    ("03c01Fa", "wav", "unknown"),
  ])
  func reads(stem: String, folder: String, expected: String) {
    #expect(clip(stem, in: folder) == expected)
  }
}
