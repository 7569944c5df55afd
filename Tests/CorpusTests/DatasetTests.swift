import Testing

@testable import Corpus
@testable import Spectrum

/// Made-up trees of the corpora, with the oddities that they have.
@Suite struct DatasetTests {
  private let folder: TemporaryFolder
  private let speakers: SpeakerTable

  init() throws {
    folder = try TemporaryFolder()
    speakers = try SpeakerTable.embedded()
  }

  private func keys(_ dataset: Dataset) -> [String] {
    dataset.clips.map { "\($0.key) \($0.speaker) \($0.emotion.map { "\($0)" } ?? "-") \($0.split.rawValue)" }.sorted()
  }

  @Test func ravdessWithItsSecondCopyAndSongs() throws {
    for place in ["Actor_02", "audio_speech_actors_01-24/Actor_02"] {
      try folder.writeTone("\(place)/03-01-05-02-01-01-02.wav", hertz: 300)
    }
    try folder.writeTone("Actor_02/03-02-05-02-01-01-02.wav", hertz: 300)
    try folder.writeTone("Actor_01/03-01-01-01-01-01-01.wav", hertz: 200)
    let dataset = try Dataset(at: [folder.path], speakers: speakers)
    #expect(
      keys(dataset) == [
        "ravdess/03-01-01-01-01-01-01 ravdess-01 neutral held-out",
        "ravdess/03-01-05-02-01-01-02 ravdess-02 angry train",
      ])
    #expect(dataset.leftOut == ["second copy of a clip": 1, "RAVDESS song": 1])
    #expect(dataset.clips.first { $0.speaker == "ravdess-02" }?.gender == .female)
  }

  @Test func cremadTakesGenderFromItsTablesAndHidesHeldOutSpeakers() throws {
    try folder.writeTone("AudioWAV/1001_DFA_ANG_XX.wav", hertz: 300)
    try folder.writeTone("AudioWAV/9999_DFA_SAD_XX.wav", hertz: 200)
    try folder.writeTone("AudioWAV/._1001_DFA_ANG_XX.wav", hertz: 200)
    try folder.write("ActorID,Age,Sex,Race,Ethnicity\n9999,30,Female,x,y\n", to: "VideoDemographics.csv")
    let dataset = try Dataset(at: [folder.path], speakers: speakers)
    #expect(
      keys(dataset) == [
        "cremad/1001_DFA_ANG_XX cremad-1001 angry train", "cremad/9999_DFA_SAD_XX cremad-9999 sad held-out",
      ])
    #expect(dataset.clips.map(\.gender) == [.male, .female])
    #expect(dataset.clips.map(\.age) == [nil, 30])
    #expect(dataset.leftOut.isEmpty)
  }

  @Test func saveeInBothOfItsLayouts() throws {
    try folder.writeTone("AudioData/DC/a01.wav", hertz: 300)
    try folder.writeTone("AudioData/KL/a01.wav", hertz: 300)
    try folder.writeTone("flat/DC_a01.wav", hertz: 300)
    try folder.writeTone("flat/JE_su01.wav", hertz: 300)
    try folder.write("read me", to: "Info.txt")
    let dataset = try Dataset(at: [folder.path], speakers: speakers)
    #expect(
      keys(dataset) == [
        "savee/DC_a01 savee-DC angry train", "savee/JE_su01 savee-JE surprise held-out",
        "savee/KL_a01 savee-KL angry dev",
      ])
    #expect(dataset.leftOut == ["second copy of a clip": 1])
  }

  @Test func tessAndSeveralFoldersAtOnce() throws {
    try folder.writeTone("tess/OAF_angry/OAF_back_angry.wav", hertz: 300)
    try folder.writeTone("tess/YAF_pleasant_surprised/YAF_back_ps.wav", hertz: 300)
    try folder.writeTone("tess/OAF_neutral/OA_bite_neutral.wav", hertz: 300)
    try folder.writeTone("tess/OAF_neutral/something.wav", hertz: 300)
    try folder.writeTone("savee/DC_a01.wav", hertz: 300)
    let dataset = try Dataset(at: ["\(folder.path)/tess", "\(folder.path)/savee"], speakers: speakers)
    #expect(dataset.clips.map(\.corpus) == [.tess, .tess, .tess, .savee])
    #expect(dataset.leftOut == ["name of no known corpus": 1])
  }

  @Test func manifestWithQuotesAndNotes() throws {
    try folder.write(
      """
      path,corpus,speaker,gender,age,emotion,intensity,split,votes,note
      cremad/1001_DFA_ANG_XX.opus,cremad,cremad-1001,male,51,angry,high,train,angry:6;disgust:2;neutral:1,
      cremad/1002_DFA_SAD_XX.opus,cremad,cremad-1002,female,"30, or ""so\""",sad,,dev,,
      cremad/1003_DFA_SAD_XX.opus,cremad,cremad-1003,female,40,sad,,dev,,digital silence

      """, to: "manifest.csv")
    let dataset = try Dataset(at: [folder.path], speakers: speakers)
    #expect(
      keys(dataset) == [
        "cremad/1001_DFA_ANG_XX cremad-1001 angry train", "cremad/1002_DFA_SAD_XX cremad-1002 sad dev",
      ])
    #expect(dataset.leftOut == ["digital silence": 1])
    #expect(dataset.clips.map(\.age) == [51, nil])
    #expect(dataset.clips.map(\.intensity) == ["high", ""])
    #expect(dataset.clips.map(\.votes) == [[1, 0, 0, 0, 6, 0, 2, 0], []])
  }

  @Test func whatCannotBeIsAnErrorThatSaysWhere() throws {
    #expect(throws: CorpusError.self) { try Dataset(at: ["/nowhere/at/all"], speakers: speakers) }
    #expect(throws: CorpusError.self) { try Dataset(at: [folder.path], speakers: speakers) }
    try folder.write("path,corpus\n", to: "manifest.csv")
    let missing = #expect(throws: CorpusError.self) { try Dataset(at: [folder.path], speakers: speakers) }
    #expect(missing?.description.contains("speaker") == true)
    try folder.write(
      "path,corpus,speaker,gender,emotion,split,note\na.wav,cremad,s,male,joyful,train,\n", to: "manifest.csv")
    let wrong = #expect(throws: CorpusError.self) { try Dataset(at: [folder.path], speakers: speakers) }
    #expect(wrong?.description.contains("joyful") == true)
  }

  @Test func doubtfulClipsAreLeftOutAndCounted() throws {
    try folder.writeTone("1001_AAA_ANG_XX.wav", hertz: 0)  // digital silence
    try folder.writeTone("1001_BBB_ANG_XX.wav", hertz: 300)  // the same sound under two emotions
    try folder.writeTone("1001_BBB_SAD_XX.wav", hertz: 300)
    try folder.writeTone("1001_CCC_HAP_XX.wav", hertz: 500)  // the same sound twice
    try folder.writeTone("1001_DDD_HAP_XX.wav", hertz: 500)
    try folder.writeTone("1001_EEE_HAP_XX.wav", hertz: 700, seconds: 0.05)  // too short
    try folder.writeTone("1001_FFF_HAP_XX.wav", hertz: 900)
    var dataset = try Dataset(at: [folder.path], speakers: speakers)
    let store = try FeatureStore(
      paths: dataset.clips.map(\.path), configuration: FeatureConfiguration(), cacheFolder: nil, threads: 2)
    let decoded = try dataset.clips.map { ClipSound($0, samples: try AudioDecoder.samples(of: $0.path)) }
    let bySamples = ClipSound.doubtful(decoded).flatMap(\.details.keys)
    let before = dataset.clips.map(\.key)
    dataset.leaveOutDoubtful(store)
    #expect(Set(bySamples) == Set(before).subtracting(dataset.clips.map(\.key)))
    #expect(dataset.clips.map(\.key) == ["cremad/1001_CCC_HAP_XX", "cremad/1001_FFF_HAP_XX"])
    #expect(
      dataset.leftOut == [
        "digital silence": 1, "same audio under another label": 2, "same audio twice": 1, "too short": 1,
      ])
  }
}
