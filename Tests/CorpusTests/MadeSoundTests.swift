import Foundation
import Spectrum
import Testing

@testable import Corpus

@Suite struct MadeSoundTests {
  @Test(arguments: MadeSound.names) func isTheSameEveryTimeAndNoSilence(_ name: String) throws {
    let sound = try #require(MadeSound.samples(name))
    #expect(sound.count == 24 * 16_000)
    #expect(sound == MadeSound.samples(name))
    let power = sound.reduce(0) { $0 + $1 * $1 } / Float(sound.count)
    #expect(power > 1e-6 && sound.allSatisfy { abs($0) < 8 })
    // Sounding most of the time: at least half of its seconds.
    let loud = stride(from: 0, to: sound.count, by: 16_000).filter { start in
      sound[start..<start + 16_000].contains { abs($0) > 1e-3 }
    }
    #expect(loud.count >= 12)
  }

  @Test func joinsTheRecordings() throws {
    let folder = try TemporaryFolder()
    try folder.writeTone("hum.wav", hertz: 100, seconds: 2)
    let path = folder.path + "/hum.wav"
    let store = try FeatureStore(paths: [path], configuration: FeatureConfiguration(), cacheFolder: nil, threads: 1)
    let bank = try NoiseBank.forTraining([path], made: ["beat", "chords"], store: store)
    #expect(bank.recordings.map(\.name) == ["hum", "beat", "chords"])
    #expect(try NoiseBank.forTraining([], made: ["hum"], store: store).recordings.map(\.name) == ["hum"])
    let error = try #require(throws: CorpusError.self) {
      try NoiseBank.forTraining([path], made: ["bagpipes"], store: store)
    }
    #expect("\(error)".contains("bagpipes") && "\(error)".contains("chords"))
  }
}
