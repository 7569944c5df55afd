import Foundation
import Spectrum
import Synchronization
import Testing

@testable import Corpus

/// A number that several threads may set.
private final class Counted: Sendable {
  private let number = Atomic(0)
  var value: Int {
    get { number.load(ordering: .relaxed) }
    set { number.store(newValue, ordering: .relaxed) }
  }
}

@Suite struct FeatureStoreTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.writeTone("a.wav", hertz: 440, seconds: 0.6)
    try folder.writeTone("b.wav", hertz: 440, seconds: 0.6, rateHz: 48_000, channels: 2)
  }

  private func store(
    _ frontEnd: FeatureConfiguration.FrontEnd = .logmel, cache: String?, decoded: inout Int
  ) throws -> FeatureStore {
    let counted = Counted()
    defer { decoded = max(decoded, counted.value) }
    return try FeatureStore(
      paths: ["\(folder.path)/a.wav", "\(folder.path)/b.wav"], configuration: FeatureConfiguration(frontEnd),
      cacheFolder: cache, threads: 2, watcher: Watcher(tell: { if $0 == "decoding" { counted.value = $2 } }, isStopped: { false }))
  }

  private func frames(_ store: FeatureStore, _ name: String) -> [Float] {
    let count = store.entry("\(folder.path)/\(name)").frames
    var out = [Float](repeating: 0, count: count * store.configuration.bandCount)
    store.copy("\(folder.path)/\(name)", count: count, into: &out)
    return out
  }

  @Test(arguments: FeatureConfiguration.FrontEnd.allCases)
  func framesAreTheAnalysersInHalfPrecision(frontEnd: FeatureConfiguration.FrontEnd) throws {
    var decoded = 0
    let ours = frames(try store(frontEnd, cache: nil, decoded: &decoded), "a.wav")
    var analyser = try FrameAnalyser(FeatureConfiguration(frontEnd))
    let expected = analyser.frames(of: try AudioDecoder.samples(of: "\(folder.path)/a.wav"))
    #expect(ours.count == expected.count && ours.count > 50 * analyser.configuration.bandCount)
    // 11 significant bits at magnitudes up to 21; samples are below 1, and never closer together than 2⁻²⁴.
    #expect(zip(ours, expected).allSatisfy { abs($0 - $1) <= max(0x1p-24, abs($1) * 0x1p-11) })
    #expect(ours.contains { abs($0) > 0.2 })
  }

  @Test func eachFrontEndHasItsOwnCache() throws {
    let cache = folder.path + "/cache"
    var decoded = 0
    let first = try FeatureConfiguration.FrontEnd.allCases.map { frontEnd in
      decoded = 0
      let made = frames(try store(frontEnd, cache: cache, decoded: &decoded), "b.wav")
      #expect(decoded == 2)
      return made
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache).count == 3)
    decoded = 0
    for (frontEnd, frames) in zip(FeatureConfiguration.FrontEnd.allCases, first) {
      #expect(self.frames(try store(frontEnd, cache: cache, decoded: &decoded), "b.wav") == frames)
    }
    #expect(decoded == 0)
  }

  @Test func stereoAt48KilohertzSoundsTheSame() throws {
    var decoded = 0
    let store = try store(cache: nil, decoded: &decoded)
    let (mono, stereo) = (frames(store, "a.wav"), frames(store, "b.wav"))
    #expect(mono.count == stereo.count)
    // Around the tone, in the middle of the clip; far from it there is only the resampler's noise.
    let middle = 25 * 64
    let loudest = (0..<64).max { mono[middle + $0] < mono[middle + $1] } ?? 0
    #expect(abs(mono[middle + loudest] - stereo[middle + loudest]) < 0.05)
  }

  @Test func theSecondTimeNothingIsDecodedAndADamagedCacheIsMadeAnew() throws {
    let cache = folder.path + "/cache"
    var decoded = 0
    let first = frames(try store(cache: cache, decoded: &decoded), "a.wav")
    #expect(decoded == 2)
    decoded = 0
    let second = frames(try store(cache: cache, decoded: &decoded), "a.wav")
    #expect(second == first)
    #expect(decoded == 0)
    let name = try #require(FileManager.default.contentsOfDirectory(atPath: cache).first)
    try folder.write("nonsense, but longer than eight bytes", to: "cache/\(name)")
    let third = frames(try store(cache: cache, decoded: &decoded), "a.wav")
    #expect(third == first)
    #expect(decoded == 2)
    // A length that no number holds, and an index that promises more than there is.
    decoded = 0
    try folder.write(Data(repeating: 0xFF, count: 64), to: "cache/\(name)")
    #expect(frames(try store(cache: cache, decoded: &decoded), "a.wav") == first)
    #expect(decoded == 2)
    decoded = 0
    var whole = try Data(contentsOf: URL(filePath: "\(cache)/\(name)"))
    let place = try #require(whole.range(of: Data("\"offset\":0".utf8)))
    whole.replaceSubrange(place, with: Data("\"offset\":-".utf8) + Data("9".utf8))
    whole.replaceSubrange(0..<8, with: withUnsafeBytes(of: whole.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) } + 1) { Data($0) })
    try folder.write(whole, to: "cache/\(name)")
    #expect(frames(try store(cache: cache, decoded: &decoded), "a.wav") == first)
    #expect(decoded == 2)
  }

  @Test func aFileThatCannotBeReadIsNamed() throws {
    try folder.write("not audio", to: "c.wav")
    let paths = ["c.wav", "a.wav", "gone.wav"].map { "\(folder.path)/\($0)" }
    let store = try FeatureStore(paths: paths, configuration: FeatureConfiguration(), cacheFolder: nil, threads: 1)
    #expect(store.damaged.keys.sorted() == [paths[0], paths[2]])
    #expect(store.damaged[paths[0]]?.contains("c.wav") == true)
    #expect(store.damaged[paths[2]] == "cannot read \(paths[2])")
    #expect(store.entry(paths[1]).frames > 50)
  }

  @Test func whatWasDecodedBeforeAStopIsKept() throws {
    let (cache, counted) = (folder.path + "/cache", Counted())
    for index in 0..<300 { try folder.writeTone("many/\(index).wav", hertz: 200 + Double(index), seconds: 0.05) }
    let paths = (0..<300).map { "\(folder.path)/many/\($0).wav" }
    // The first block of files is whole by then.
    let watcher = Watcher(tell: { what, done, _ in if what == "decoding" { counted.value = done } }, isStopped: { counted.value > 270 })
    #expect(throws: Stopped.self) {
      try FeatureStore(paths: paths, configuration: FeatureConfiguration(), cacheFolder: cache, threads: 1, watcher: watcher)
    }
    let rest = Counted()
    let second = Watcher(tell: { if $0 == "decoding" { rest.value = $2 } }, isStopped: { false })
    _ = try FeatureStore(paths: paths, configuration: FeatureConfiguration(), cacheFolder: cache, threads: 1, watcher: second)
    #expect(rest.value == 300 - 256)
  }
}
