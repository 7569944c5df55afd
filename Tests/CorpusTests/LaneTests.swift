import Foundation
import Spectrum
import Testing

@testable import Corpus

@Suite struct LaneTests {
  private let folder: TemporaryFolder
  private let clips: [Clip]
  private let store: FeatureStore
  private static let frontEnds = FeatureConfiguration.FrontEnd.allCases

  init() throws {
    folder = try TemporaryFolder()
    for (index, name) in ["1001_AAA_ANG_XX", "1001_AAA_SAD_XX", "1002_AAA_HAP_XX", "DC_su01"].enumerated() {
      try folder.writeTone("\(name).wav", hertz: Double(200 + 150 * index), seconds: 1)
    }
    try folder.writeTone("noise/hum.wav", hertz: 100, seconds: 2)
    try folder.writeTone("noise/car-volvo.wav", hertz: 50, seconds: 2)
    clips = try Dataset(at: [folder.path], speakers: try SpeakerTable.embedded()).clips
    store = try Self.store(clips, folder.path, .logmel)
  }

  private static func store(_ clips: [Clip], _ folder: String, _ frontEnd: FeatureConfiguration.FrontEnd) throws -> FeatureStore {
    try FeatureStore(
      paths: clips.map(\.path) + NoiseBank.paths(in: folder + "/noise"), configuration: FeatureConfiguration(frontEnd),
      cacheFolder: nil, threads: 1)
  }

  private func material(_ recipe: StreamRecipe, _ other: FeatureStore? = nil) -> StreamMaterial {
    let store = other ?? store
    let noise = NoiseBank(NoiseBank.trainingPaths(in: folder.path + "/noise"), store: store)
    return StreamMaterial(clips: clips, store: store, noise: noise, recipe: recipe)
  }

  private func chunk(
    _ recipe: StreamRecipe, seed: UInt64, steps: Int = 400, _ frontEnd: FeatureConfiguration.FrontEnd = .logmel
  ) throws -> Chunk {
    let store = frontEnd == .logmel ? store : try Self.store(clips, folder.path, frontEnd)
    let chunk = Chunk(lanes: 1, steps: steps, featureCount: store.configuration.featureCount)
    try Lane(material(recipe, store), seed: seed, stream: 0).fill(chunk, lane: 0)
    return chunk
  }

  @Test(arguments: frontEnds) func aSeedIsAStream(frontEnd: FeatureConfiguration.FrontEnd) throws {
    let first = try chunk(StreamRecipe(), seed: 1, frontEnd)
    let (again, other) = (try chunk(StreamRecipe(), seed: 1, frontEnd), try chunk(StreamRecipe(), seed: 2, frontEnd))
    #expect(again.features.array == first.features.array)
    #expect(other.features.array != first.features.array)
    #expect(first.features.array.allSatisfy { $0.isFinite })
  }

  @Test func aStreamDoesNotDependOnHowItIsCut() throws {
    let whole = try chunk(StreamRecipe(), seed: 3, steps: 200)
    let lane = try Lane(material(StreamRecipe()), seed: 3, stream: 0)
    let part = Chunk(lanes: 2, steps: 50, featureCount: 256)
    for number in 0..<4 {
      lane.fill(part, lane: 1)
      for step in 0..<50 {
        let (ours, theirs) = ((step * 2 + 1) * 256, (number * 50 + step) * 256)
        for index in 0..<256 { #expect(part.features.base[ours + index] == whole.features.base[theirs + index]) }
        #expect(part.emphasis.base[step * 2 + 1] == whole.emphasis.base[number * 50 + step])
      }
    }
  }

  /// VoxForge's clips have no emotion: they teach gender and speech alone.
  @Test func clipsWithoutEmotionTeachGenderAndSpeech() throws {
    let nameless = clips.map { clip in
      var clip = clip
      (clip.emotion, clip.corpus, clip.gender) = (nil, .voxforge, .female)
      return clip
    }
    var recipe = StreamRecipe()
    recipe.vocalTract = 0
    let chunk = Chunk(lanes: 1, steps: 200, featureCount: store.configuration.featureCount)
    try Lane(StreamMaterial(clips: nameless, store: store, noise: NoiseBank([], store: store), recipe: recipe), seed: 1, stream: 0)
      .fill(chunk, lane: 0)
    let heard = (0..<chunk.rows).filter { chunk.emphasis.base[$0] > 0 }
    #expect(heard.count > 50)
    #expect(heard.allSatisfy { chunk.importance.base[$0] == 0 && chunk.gender.base[$0] == 0 })
    #expect(chunk.goal.array.allSatisfy { $0 == 0 })
    #expect(chunk.speech.array.contains(1))
  }

  @Test(arguments: frontEnds) func targetsFollowTheClips(frontEnd: FeatureConfiguration.FrontEnd) throws {
    let chunk = try chunk(StreamRecipe(), seed: 4, frontEnd)
    var (clipSteps, gapSteps) = (0, 0)
    for row in 0..<chunk.rows {
      let goal = (0..<8).map { chunk.goal.base[row * 8 + $0] }
      if chunk.emphasis.base[row] == 0 {
        gapSteps += 1
        #expect(goal.reduce(0, +) == 0)
        #expect(chunk.speech.base[row] == 0)
        #expect(chunk.gender.base[row] == -1)
      } else {
        clipSteps += 1
        #expect(goal.reduce(0, +) == 1)
        let emotion = goal.firstIndex(of: 1) ?? -1
        let isSavee = emotion == Emotion.surprise.rawValue  // the only clip of it here
        #expect(chunk.allowed.base[row * 8 + Emotion.surprise.rawValue] == (isSavee ? 1 : 0))
        #expect(chunk.allowed.base[row * 8 + Emotion.calm.rawValue] == 0)
        #expect(chunk.importance.base[row] > 0)
        #expect(chunk.emphasis.base[row] <= 1)
      }
    }
    #expect(clipSteps > 100)
    #expect(gapSteps > 50)
  }

  /// A clip's goal stands for ten steps in the gap behind it, where nobody speaks, and no longer.
  @Test func aGoalIsHeld() throws {
    var recipe = StreamRecipe()
    recipe.gaps = [StreamRecipe.Gap(share: 1, from: 1, to: 1)]
    (recipe.vocalTract, recipe.vocalTractBands) = (1, ["cremad": 16, "savee": 16])
    let without = try chunk(recipe, seed: 11)
    recipe.holdSeconds = 0.4
    let holding = try chunk(recipe, seed: 11)
    var (last, silent, held) = (-1, 0, 0)
    var genders: Set<Float> = []
    for row in 0..<without.rows {
      silent = without.emphasis.base[row] == 0 ? silent + 1 : 0
      if silent == 0 { last = row }
      guard silent > 0, last >= 0 else { continue }
      let isHeld = silent <= 10
      #expect(holding.emphasis.base[row] == (isHeld ? 1 : 0), "step \(silent) of a gap")
      guard isHeld else { continue }
      held += 1
      for k in 0..<8 { #expect(holding.goal.base[row * 8 + k] == without.goal.base[last * 8 + k]) }
      #expect(holding.gender.base[row] == without.gender.base[last] && holding.speech.base[row] == 0)
      genders.insert(holding.gender.base[row])
    }
    #expect(held >= 50)
    // Some voices were warped too far to have a gender, some were not.
    #expect(genders.contains(-1) && genders.count > 1)
  }

  /// Nothing changed, nothing between: the stream is the clips' own frames through the product's normaliser.
  @Test(arguments: frontEnds) func withoutAugmentationItIsTheProductsFeaturePath(frontEnd: FeatureConfiguration.FrontEnd) throws {
    let store = try Self.store(clips, folder.path, frontEnd)
    let width = store.configuration.featureCount
    var recipe = StreamRecipe()
    (recipe.noise, recipe.speed, recipe.vocalTract, recipe.tilt) = (0, 0, 0, 0)
    (recipe.lowestLevel, recipe.highestLevel) = (0, 0)
    (recipe.noiseFloor, recipe.spectralMasks) = (0, 0)
    recipe.gaps = [StreamRecipe.Gap(share: 1, from: 0, to: 0)]
    let one = StreamMaterial(
      clips: [clips[0]], store: store, noise: NoiseBank([], store: store), recipe: recipe)
    let steps = 20
    let chunk = Chunk(lanes: 1, steps: steps, featureCount: width)
    try Lane(one, seed: 5, stream: 0).fill(chunk, lane: 0)
    let samples = try AudioDecoder.samples(of: clips[0].path)
    // The lane begins at one of the first four frames: one of the four must agree throughout.
    let errors = try (0..<4).map { first in
      var path = try FeaturePath(store.configuration, one.statistics)
      let late = Array(samples.dropFirst(160 * first))
      var (offset, step, worst) = (0, 0, Float(0))
      while step < steps, path.nextStep(of: late.span, from: &offset) {
        for index in 0..<width { worst = max(worst, abs(path.features()[index] - chunk.features.base[step * width + index])) }
        step += 1
      }
      return worst
    }
    // Half precision errs by up to 2⁻⁷ at magnitudes up to 21, over the narrowest band's deviation; by 2⁻¹¹ of samples, which are below
    // 16 when their level is off.
    let narrowest = try #require(one.statistics.deviation.min())
    #expect((errors.min() ?? 1) < 0x1p-7 / narrowest * 1.1)
    #expect((errors.max() ?? 0) > 1)
  }

  @Test func theRecordingForTestsIsNeverTrainedOn() {
    let names = NoiseBank.trainingPaths(in: folder.path + "/noise").map { URL(filePath: $0).lastPathComponent }
    #expect(names == ["hum.wav"])
  }

  @Test(arguments: frontEnds) func realNoiseIsAsLoudAsAsked(frontEnd: FeatureConfiguration.FrontEnd) throws {
    let bank = NoiseBank([folder.path + "/noise/hum.wav"], store: try Self.store(clips, folder.path, frontEnd))
    var random = RandomSource(seed: 6)
    var environment = try #require(LaneEnvironment.drawn(bank, level: 3, clips: 1, colour: 0, &random))
    let count = bank.recordings[0].frames.count / bank.bandCount
    var frames = bank.domain.silence(count)
    environment.add(to: &frames, bank)
    #expect(abs(bank.domain.power(frames) - 3) < 1e-3)
    // Once around: the recording's next frame is again the first that was added.
    let first = Array(frames[0..<bank.bandCount])
    var more = bank.domain.silence(1)
    environment.add(to: &more, bank)
    #expect(zip(more, first).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  @Test func aCorpusIsPlayedAsOftenAsTheRecipeSays() {
    var recipe = StreamRecipe()
    recipe.passes = ["cremad": 2.5, "savee": 0.25]
    let material = material(recipe)
    var random = RandomSource(seed: 8)
    var counts = [0, 0, 0, 0]
    for _ in 0..<400 { for index in material.drawOrder(&random) { counts[index] += 1 } }
    for (clip, count) in zip(clips, counts) {
      #expect(abs(Float(count) / 400 - (clip.corpus == .cremad ? 2.5 : 0.25)) < 0.1)
    }
  }

  /// A mouth that was made much larger or smaller may be another gender's: only voices near their own teach it.
  @Test(arguments: [FeatureConfiguration.FrontEnd.logmel, .waveform])
  func onlyAVoiceNearItsOwnTeachesGender(frontEnd: FeatureConfiguration.FrontEnd) throws {
    var recipe = StreamRecipe()
    (recipe.speed, recipe.vocalTract) = (0, 1)
    for (bands, share) in [(Float(4), Float(1)), (16, 0.25)] {
      recipe.vocalTractBands = ["cremad": bands, "savee": bands]
      let chunk = try chunk(recipe, seed: 13, steps: 4000, frontEnd)
      let spoken = (0..<chunk.rows).filter { chunk.emphasis.base[$0] > 0 }
      let known = spoken.filter { chunk.gender.base[$0] >= 0 }
      #expect(abs(Float(known.count) / Float(spoken.count) - share) < 0.15, "\(bands) bands")
    }
  }

  @Test func noGainGoesBelowSilence() {
    var recipe = StreamRecipe()
    (recipe.lowestLevel, recipe.highestLevel) = (-30, -30)
    var random = RandomSource(seed: 9)
    let voice = ClipAugmenter(recipe, bands: 64, floor: 1e-9).voice([Float](repeating: -5, count: 64 * 40), warpedBy: 2.5, &random).frames
    #expect(voice.allSatisfy { $0 == log(Float(1e-9)) })
  }

  @Test func aNoiseFloorOnlyAdds() {
    var recipe = StreamRecipe()
    recipe.noiseFloor = 1
    let augmenter = ClipAugmenter(recipe, bands: 64, floor: 1e-9)
    var random = RandomSource(seed: 7)
    let before = (0..<6400).map { _ in random.uniform(-20, 0) }
    var after = before
    augmenter.addFloor(&after, &random)
    #expect(zip(after, before).allSatisfy { $0 >= $1 - 1e-4 })
    #expect(after != before)
  }
}
