import Foundation
import Testing

@testable import Corpus
@testable import Spectrum

/// Lists and corpora whose speakers Config/splits.csv does not know, on made-up trees with the oddities of the real ones.
@Suite struct OwnDataTests {
  private let folder: TemporaryFolder
  private let speakers: SpeakerTable

  init() throws {
    folder = try TemporaryFolder()
    speakers = try SpeakerTable.embedded()
  }

  private func dataset(_ places: [String]) throws -> Dataset { try Dataset(at: places.map { folder.path + "/" + $0 }, speakers: speakers) }

  private func list(_ text: String) throws -> Dataset {
    try folder.write(text, to: "lists/own.csv")
    return try dataset(["lists/own.csv"])
  }

  /// The error's words about such a list.
  private func complaint(_ text: String) -> String {
    let error = #expect(throws: CorpusError.self) { try list(text) }
    return error?.description ?? ""
  }

  @Test func ownListGivesPathEmotionAndSpeaker() throws {
    let own = try list("path,emotion,speaker\na/1.wav,angry,anna\na/2.wav,Happiness,anna\n/b/1.wav,SAD,bert\n")
    #expect(own.clips.map(\.path) == ["\(folder.path)/lists/a/1.wav", "\(folder.path)/lists/a/2.wav", "/b/1.wav"])
    #expect(own.clips.map(\.emotion) == [.angry, .happy, .sad])
    #expect(own.clips.map(\.speaker) == ["own-anna", "own-anna", "own-bert"])
    #expect(own.clips.map(\.emotions) == Array(repeating: [.happy, .sad, .angry], count: 3))
    #expect(own.clips.map(\.key) == ["own/a/1", "own/a/2", "own/b/1"])  // without the way to them
  }

  @Test func severalListsAreOneCorpus() throws {
    try folder.write("path,emotion,speaker,split\nc/0.wav,sad,anna,train\nc/1.wav,sad,bert,dev\n", to: "a/own.csv")
    try folder.write("path,emotion,speaker,split\nc/0.wav,happy,carl,train\n../a/c/1.wav,sad,bert,dev\n", to: "b/own.csv")
    let both = try dataset(["a/own.csv", "b/own.csv"])
    #expect(both.clips.map(\.key) == ["own/c/0", "own/c/1", "own/c/0 (2)"])
    #expect(both.leftOut == ["second copy of a clip": 1])
    try folder.write("path,emotion,speaker,split\nc/2.wav,sad,anna,dev\n", to: "b/own.csv")
    let split = #expect(throws: CorpusError.self) { try dataset(["a/own.csv", "b/own.csv"]) }
    #expect(split?.description.contains("clips of anna stand in different splits") == true)
    try folder.write("path,emotion,speaker\n../a/c/0.wav,happy,anna\n", to: "b/own.csv")
    let labels = #expect(throws: CorpusError.self) { try dataset(["a/own.csv", "b/own.csv"]) }
    #expect(labels?.description.contains("own.csv, line 2: ../a/c/0.wav was listed before, with another emotion") == true)
  }

  @Test func cremadsWavesArePreferredToItsMP3() throws {
    for name in ["AudioMP3/1001_DFA_ANG_XX.mp3", "AudioWAV/1001_DFA_ANG_XX.wav", "more/AudioWAV/1001_DFA_ANG_XX.wav"] {
      try folder.writeTone("cremad/\(name)", hertz: 300)
    }
    let one = try dataset(["cremad"])
    #expect(one.clips.map(\.path) == ["\(folder.path)/cremad/AudioWAV/1001_DFA_ANG_XX.wav"])
    #expect(one.leftOut == ["second copy of a clip": 2])
  }

  @Test func aSpreadsheetsListIsReadAsWell() throws {
    let own = try list(
      "\u{FEFF}Speaker;Path;emotion;gender; age;split\r\n\r\nanna;\"1;2.wav\";;F;31;dev\r\nbert; 3.wav;fear ;male;;train\r\n")
    #expect(own.clips.map(\.emotion) == [nil, .fear])
    #expect(own.clips.map(\.gender) == [.female, .male])
    #expect(own.clips.map(\.age) == [31, nil])
    #expect(own.clips.map(\.split) == [.dev, .train])
    #expect(own.clips[0].path.hasSuffix("/lists/1;2.wav"))
  }

  @Test func whatAListCannotSayIsNamedWithItsLine() {
    #expect(complaint("path,emotion\na.wav,sad\n").contains("no column \"speaker\""))
    #expect(
      complaint("path,emotion,speaker\na.wav,sad,x\n\nb.wav,bored,x\n").contains("own.csv, line 4: emotion \"bored\"; known: neutral, calm")
    )
    #expect(complaint("path,emotion,speaker,gender\na.wav,sad,x,other\n").contains("line 2: gender \"other\""))
    #expect(complaint("path,emotion,speaker,split\na.wav,sad,x,test\n").contains("line 2: split \"test\""))
    #expect(complaint("path,emotion,speaker\na.wav,sad,\n").contains("line 2: each clip needs a path and a speaker"))
    #expect(complaint("path,emotion,speaker,split\na.wav,sad,x,dev\nb.wav,sad,x,train\n").contains("clips of x stand in different splits"))
    #expect(complaint("path,emotion,speaker\n").contains("holds no clip"))
  }

  @Test func aFifthOfUnknownSpeakersIsForTesting() throws {
    let rows = (0..<12).flatMap { speaker in (0..<3).map { "\(speaker)-\($0).wav,sad,s\(speaker)" } }
    let own = try list("path,emotion,speaker\n" + rows.joined(separator: "\n"))
    let tested = Set(own.clips.filter { $0.split == .dev }.map(\.speaker))
    #expect(tested.count == 3)
    #expect(own.clips.allSatisfy { ($0.split == .dev) == tested.contains($0.speaker) && [.train, .dev].contains($0.split) })
    // The order of the list does not matter.
    let again = try list("path,emotion,speaker\n" + rows.reversed().joined(separator: "\n"))
    #expect(Set(again.clips.filter { $0.split == .dev }.map(\.speaker)) == tested)
    #expect(try list("path,emotion,speaker\na.wav,sad,x\n").clips.map(\.split) == [.train])
    // Whom a list with splits says nothing of is trained on.
    let divided = try list("path,emotion,speaker,split\na.wav,sad,x,dev\nb.wav,sad,y,\nc.wav,sad,z,\n")
    #expect(divided.clips.map(\.split) == [.dev, .train, .train])
  }

  @Test func emodbHasItsGermanLettersAndNoBoredom() throws {
    for name in ["03a01Fa", "03a02Wb", "08b01Tc", "03a05La", "._03a01Fa"] { try folder.writeTone("emodb/wav/\(name).wav", hertz: 300) }
    try folder.write("", to: "emodb/labsil/03a01Fa.lablaut")
    let clips = try dataset(["emodb"])
    #expect(
      clips.clips.map { "\($0.key) \($0.emotion.map { "\($0)" } ?? "") \($0.gender.map { "\($0)" } ?? "") \($0.age ?? 0)" } == [
        "emodb/03a01Fa happy male 31", "emodb/03a02Wb angry male 31", "emodb/08b01Tc sad female 34",
      ])
    #expect(clips.leftOut == ["EmoDB boredom, which is none of the eight emotions": 1])
    #expect(Set(clips.clips.map(\.split)) == [.train, .dev])
  }

  @Test func voxforgeGivesGendersAlone() throws {
    let submissions = [
      ("anna-20080613-abc", ":\r\nUser Name:anna\r\n\r\nSpeaker Characteristics:\r\n\r\nGender: Female;\r\nAge Range: Adult\r\n"),
      ("anna-20090101-xyz", "Gender: Female\n"), ("anonymous-20080613-def", "Gender: [male];\n"),
      ("anonymous-20100203-ghi", "Gender: Please Select\n"), ("karl-20110101-de5", "Geschlecht: Männlich\n"),
    ]
    for (name, text) in submissions {
      let isOld = name.hasPrefix("karl")
      try folder.write(try #require(text.data(using: isOld ? .isoLatin1 : .utf8)), to: "vf/\(name)/etc/README")
      try folder.writeTone("vf/\(name)/wav/a0001.wav", hertz: 300)
    }
    try folder.writeTone("vf/lost-20080613-abc/wav/a0001.wav", hertz: 300)
    try folder.writeTone("vf/karl-20110101-de5/flac/de5-01.flac", hertz: 400)
    let vf = try dataset(["vf"])
    #expect(
      vf.clips.map { "\($0.key) \($0.speaker) \($0.gender.map { "\($0)" } ?? "?")" } == [
        "voxforge/anna-20080613-abc/a0001 voxforge-anna female", "voxforge/anna-20090101-xyz/a0001 voxforge-anna female",
        "voxforge/anonymous-20080613-def/a0001 voxforge-anonymous-20080613-def male",
        "voxforge/anonymous-20100203-ghi/a0001 voxforge-anonymous-20100203-ghi ?",
        "voxforge/karl-20110101-de5/de5-01 voxforge-karl male", "voxforge/karl-20110101-de5/a0001 voxforge-karl male",
      ])
    #expect(vf.clips.allSatisfy { $0.emotion == nil })
    #expect(vf.leftOut == ["name of no known corpus": 1])
  }

  @Test func oddClipsAreNamedAndUsed() throws {
    for index in 1...3 { try folder.writeTone("tess/OAF_angry/OAF_w\(index)_angry.wav", hertz: 200 + Double(index)) }
    try folder.writeTone("tess/OAF_angry/OAF_w4_sad.wav", hertz: 300)
    try folder.writeTone("tess/OAF_angry/OAF_w5_angry.wav", hertz: 310, channels: 2)
    try folder.writeTone("tess/YAF_Pleasant_surprise/YAF_w6_ps.wav", hertz: 320, rateHz: 24_000)
    try folder.writeTone("tess/OAF_angry/OAF_w7_angry.flac", hertz: 330)
    try folder.writeTone("ravdess/Actor_03/03-01-05-01-01-01-03.wav", hertz: 340)
    try folder.writeTone("ravdess/Actor_03/03-01-05-01-01-02-04.wav", hertz: 350)
    try folder.write("not audio", to: "tess/OAF_angry/OAF_w8_angry.wav")
    let whole = try Data(contentsOf: URL(filePath: "\(folder.path)/tess/OAF_angry/OAF_w1_angry.wav"))
    try folder.write(whole.prefix(whole.count / 2), to: "tess/OAF_angry/OAF_w9_angry.wav")
    var all = try dataset(["tess", "ravdess"])
    let store = try FeatureStore(
      paths: all.clips.map(\.path), configuration: FeatureConfiguration(), cacheFolder: nil, threads: 2)
    all.leaveOutDoubtful(store)
    all.noteOddities(store)
    let found = all.findings.map { "\(URL(filePath: $0.path).lastPathComponent): \($0.reason): \($0.detail)" }.sorted()
    #expect(
      found.filter { !$0.contains("damaged") } == [
        "03-01-05-01-01-02-04.wav: not what the folder says: stands in Actor_03, its name says actor 04",
        "OAF_w4_sad.wav: not what the folder says: stands in OAF_angry",
        "OAF_w5_angry.wav: unlike the rest in channels: 2, the rest 1",
        "OAF_w7_angry.flac: not what the name says: WAV/PCM_16 in a file named .flac",
        "YAF_w6_ps.wav: unlike the rest in rate: 24000 Hz, the rest 16000 Hz",
      ])
    #expect(all.leftOut == ["damaged": 2])
    #expect(found.contains { $0.hasPrefix("OAF_w9_angry.wav: damaged: ") && $0.contains("it breaks off: ") })
    #expect(found.contains { $0.hasPrefix("OAF_w8_angry.wav: damaged: ") && $0.contains("cannot open") })
    #expect(all.clips.count == 9)
  }

  @Test func aManifestsLengthIsCompared() throws {
    try folder.writeTone("m/1001_AAA_ANG_XX.wav", hertz: 300, seconds: 0.5)
    try folder.write(
      "path,corpus,speaker,gender,emotion,seconds,split,note\n1001_AAA_ANG_XX.wav,cremad,cremad-1001,male,angry,0.9,train,\n",
      to: "m/manifest.csv")
    var one = try dataset(["m"])
    let store = try FeatureStore(paths: one.clips.map(\.path), configuration: FeatureConfiguration(), cacheFolder: nil, threads: 1)
    one.noteOddities(store)
    #expect(one.findings.map(\.detail) == ["0.50 s, the list says 0.90 s"])
  }
}
