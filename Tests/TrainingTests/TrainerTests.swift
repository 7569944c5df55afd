import Foundation
import Network
import Spectrum
import Testing

@testable import Corpus
@testable import Training

/// Whole trainings on made-up clips: four "emotions" that are tones of different pitch.
@Suite struct TrainerTests {
  private let folder: String
  private let material: StreamMaterial

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "undertone-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (index, name) in ["ANG", "SAD", "HAP", "NEU"].enumerated() {
      for take in 0..<3 {
        try Self.writeTone("\(folder)/1001_T\(take)X_\(name)_XX.wav", 200 * pow(2, Double(index)), take)
      }
    }
    let clips = try Dataset(at: [folder], speakers: try SpeakerTable.embedded()).clips
    let store = try FeatureStore(
      paths: clips.map(\.path), configuration: FeatureConfiguration(), cacheFolder: nil, threads: 1)
    var recipe = StreamRecipe()  // what pitch says must stay
    (recipe.vocalTract, recipe.tilt, recipe.noiseFloor, recipe.spectralMasks) = (0, 0, 0, 0)
    (recipe.lowestLevel, recipe.highestLevel, recipe.restart) = (-1, 1, 0.02)
    material = StreamMaterial(clips: clips, store: store, noise: NoiseBank([], store: store), recipe: recipe)
  }

  /// An AU file (a 24-byte header) of 16-bit samples: a tone with a little noise.
  private static func writeTone(_ path: String, _ hertz: Double, _ take: Int) throws {
    var random = RandomSource(seed: UInt64(take) &+ UInt64(hertz))
    var data = Data(".snd".utf8)
    for word in [24, 16_000 * 2, 3, 16_000, 1] {
      withUnsafeBytes(of: UInt32(word).bigEndian) { data.append(contentsOf: $0) }
    }
    for index in 0..<16_000 {
      let value = 8000 * sin(2 * .pi * hertz * Double(index) / 16_000) + 100 * Double(random.normal())
      withUnsafeBytes(of: Int16(value).bigEndian) { data.append(contentsOf: $0) }
    }
    try data.write(to: URL(filePath: path))
  }

  private func plan(epochs: Int) -> TrainingPlan {
    var plan = TrainingPlan()
    (plan.epochs, plan.lanes, plan.steps, plan.hidden, plan.threads) = (epochs, 4, 25, 16, 2)
    (plan.rate, plan.dropout) = (1e-2, 0.1)
    return plan
  }

  @Test(arguments: [false, true]) func theLossFalls(muon: Bool) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var plan = plan(epochs: 60)
    plan.muon = muon
    let trainer = try Trainer(plan, material)
    var losses: [Float] = []
    while !trainer.isDone { losses.append(try #require(try trainer.runEpoch { _, _ in true })) }
    #expect(losses.count == 60)
    #expect(losses[59] < 0.6 * losses[0])
  }

  @Test func aResumedTrainingGivesTheSameNumbers() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let whole = try Trainer(plan(epochs: 4), material)
    while !whole.isDone { _ = try whole.runEpoch { _, _ in true } }
    let first = try Trainer(plan(epochs: 4), material)
    for _ in 0..<2 { _ = try first.runEpoch { _, _ in true } }
    let checkpoint = folder + "/checkpoint"
    try first.save(to: checkpoint)
    let second = try Trainer(plan(epochs: 4), material)
    try second.resume(from: checkpoint)
    #expect(second.epoch == 2)
    while !second.isDone { _ = try second.runEpoch { _, _ in true } }
    #expect(second.parameters.values.array == whole.parameters.values.array)
  }

  @Test func anInterruptedEpochGoesOn() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let trainer = try Trainer(plan(epochs: 2), material)
    #expect(trainer.chunksAnEpoch > 2)
    let stopped = try trainer.runEpoch { chunk, _ in chunk < 2 }
    #expect(stopped == nil)
    #expect(trainer.chunksDone == 2)
    let finished = try trainer.runEpoch { _, _ in true }
    #expect(finished != nil)
    #expect(trainer.epoch == 1)
  }

  @Test func aCheckpointOfAnotherPlanIsRefused() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let checkpoint = folder + "/checkpoint"
    try Trainer(plan(epochs: 2), material).save(to: checkpoint)
    let other = try Trainer(plan(epochs: 3), material)
    #expect(throws: TrainingError.self) { try other.resume(from: checkpoint) }
    try Data("nonsense".utf8).write(to: URL(filePath: checkpoint))
    #expect(throws: TrainingError.self) { try Trainer(plan(epochs: 2), material).resume(from: checkpoint) }
  }

  @Test func aPlanForAnotherFrontEndIsRefused() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var plan = plan(epochs: 1)
    plan.frontEnd = .waveform
    #expect {
      try Trainer(plan, material)
    } throws: {
      "\($0)".contains("the plan's front end is waveform, the material's logmel")
    }
  }

  @Test func plansThatCannotBeAreRefused() {
    for change in [{ $0.threads = 9 }, { $0.hidden = 20 }, { $0.dropout = 1 }, { $0.rate = 0 }, { $0.epochs = 0 }]
      as [(inout TrainingPlan) -> Void]
    {
      var plan = plan(epochs: 1)
      change(&plan)
      #expect(throws: TrainingError.self) { try plan.validate() }
    }
  }
}
