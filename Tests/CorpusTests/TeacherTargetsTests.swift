import Foundation
import Network
import Spectrum
import Testing

@testable import Corpus

@Suite struct TeacherTargetsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Two clips of 2 and 30 rows; component 0 of a frame is its number in the clip, component 1 the clip's.
  private func file(
    keys: [String] = ["cremad/1001_AAA_ANG_XX", "cremad/1001_AAA_SAD_XX"], label: [Float] = [0, 0, 0, 0.25, 0.75, 0, 0, 0],
    rows: [Float] = [2, 30]
  ) throws -> String {
    let frames = [(2, 0), (30, 1)].flatMap { count, clip in (0..<count).flatMap { [Float($0), Float(clip)] } }
    let list = keys.map { "\"\($0)\"" }.joined(separator: ",")
    let file = TensorFile(
      metadata: ["undertone-targets": #"{"partition":"split","corpora":["cremad"],"delay_steps":2,"teacher":"Mrs T","keys":[\#(list)]}"#],
      tensors: [
        Tensor(name: "soft", shape: [2, 8], values: label + label), Tensor(name: "rows", shape: [2], values: rows),
        Tensor(name: "frames", shape: [32, 2], values: frames),
      ])
    try file.write(to: folder.path + "/targets.safetensors")
    return folder.path + "/targets.safetensors"
  }

  @Test func readsWhatThePythonWrites() throws {
    let targets = try TeacherTargets(path: try file())
    #expect(targets.partition == .split)
    #expect(targets.corpora == ["cremad"])
    #expect(targets.name == "Mrs T")
    #expect((targets.delaySteps, targets.width) == (2, 2))
    let entry = try #require(targets.entry("cremad/1001_AAA_SAD_XX"))
    #expect(entry.rows == 30)
    #expect(entry.soft[4] == 0.75)
    #expect(targets.entry("cremad/other") == nil)
    var frame: [Float] = [0, 0]
    #expect(targets.copy(entry, at: 3.25, into: &frame))
    #expect(frame == [3.25, 1])
    #expect(targets.copy(entry, at: -0.4, into: &frame))
    #expect(frame == [0, 1])
    #expect(!targets.copy(entry, at: 29.1, into: &frame))
  }

  @Test func whatCannotBeIsRefused() throws {
    #expect(throws: CorpusError.self) { try TeacherTargets(path: "/nowhere") }
    #expect(throws: CorpusError.self) { try TeacherTargets(path: try file(keys: ["cremad/a"])) }
    #expect(throws: CorpusError.self) { try TeacherTargets(path: try file(label: [1, 1, 0, 0, 0, 0, 0, 0])) }
    #expect(throws: CorpusError.self) { try TeacherTargets(path: try file(rows: [2, 29])) }
  }

  /// A lane says a clip's frame some steps late, mixes the labels, and teaches nothing between clips.
  @Test(arguments: [false, true]) func lanesTeach(changesSpeed: Bool) throws {
    for (index, name) in ["1001_AAA_ANG_XX", "1001_AAA_SAD_XX"].enumerated() {
      try folder.writeTone("\(name).wav", hertz: Double(200 + 150 * index), seconds: 1.2)
    }
    let clips = try Dataset(at: [folder.path], speakers: try SpeakerTable.embedded()).clips
    let store = try FeatureStore(
      paths: clips.map(\.path), configuration: FeatureConfiguration(), cacheFolder: nil, threads: 1)
    var recipe = StreamRecipe()
    (recipe.softLabels, recipe.speed) = (0.5, changesSpeed ? 1 : 0)
    let material = StreamMaterial(
      clips: [clips[1]], store: store, noise: NoiseBank([], store: store), recipe: recipe,
      teacher: try TeacherTargets(path: try file()))
    let chunk = Chunk(lanes: 1, steps: 400, featureCount: 256, teacherWidth: 2)
    try Lane(material, seed: 3, stream: 0).fill(chunk, lane: 0)
    var (age, taught, slopes) = (0, 0, Set<Int>())
    for row in 0..<400 {
      age = chunk.emphasis.base[row] == 0 ? 0 : age + 1
      if age > 0 { #expect(chunk.goal.base[row * 8 + 3] == 0.5 + 0.5 * 0.25) }
      guard chunk.taught.base[row] > 0 else { continue }
      taught += 1
      #expect(age > 2)  // the clip's third step says its first frame
      #expect(chunk.teacher.base[row * 2 + 1] == 1)
      // A clip's first step begins at one of its first four frames.
      let place = chunk.teacher.base[row * 2]
      if !changesSpeed { #expect((Float(age - 3)...Float(age - 3) + 0.75).contains(place), "step \(age) says frame \(place)") }
      if age > 3, chunk.taught.base[row - 1] > 0 { slopes.insert(Int(((place - chunk.teacher.base[row * 2 - 2]) * 100).rounded())) }
    }
    #expect(taught > 100)
    // Faster speech goes through the teacher's frames faster.
    #expect(changesSpeed ? slopes.contains { $0 > 105 } && slopes.contains { $0 < 95 } : slopes == [100], "\(slopes)")
  }
}
