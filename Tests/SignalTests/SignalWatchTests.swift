import Foundation
import HeapProbe
import TestSupport
import Testing

@testable import Signal

@Suite struct SignalWatchTests {
  private let demo: [Float]
  private let clip: [Float]
  private let clip48: [Float]

  init() throws {
    demo = try FaultySound.demo()
    clip = try Fixture.samples("cremad-16k.wav")
    clip48 = try Fixture.samples("cremad-48k.wav")
  }

  // MARK: Nothing wrong

  @Test func theDemonstrationIsWell() {
    #expect(FaultySound.changes(demo).isEmpty)
    #expect(FaultySound.changes(demo + demo + demo).isEmpty)
  }

  @Test(arguments: [0.03, 0.1, 0.3] as [Float]) func softSpeechIsWell(gain: Float) {
    #expect(FaultySound.changes(FaultySound.sixteenBits(demo.map { gain * $0 })).isEmpty)
  }

  /// Shouting: a few samples of the loudest syllables are cut off.
  @Test func loudSpeechIsWell() {
    let gain = 1.12 / FaultySound.peak(demo)
    let loud = FaultySound.sixteenBits(demo.map { max(-1, min(1, gain * $0)) })
    #expect(loud.contains { $0 >= 0.9999 } || loud.contains { $0 <= -1 })
    #expect(FaultySound.changes(loud).isEmpty)
  }

  @Test func pausesOfDigitalSilenceAreWell() {
    let pause = [Float](repeating: 0, count: 32_000)
    #expect(FaultySound.changes((0..<20).flatMap { _ in clip + pause }).isEmpty)
  }

  @Test func fewBitsAreWell() {
    for scale in [128, 16] as [Float] {
      #expect(
        FaultySound.changes(demo.map { ($0 * scale).rounded() / scale }).filter { $0.state == .stuckBits || $0.state == .clipping }.isEmpty)
    }
  }

  @Test func quietNoiseIsAQuietRoom() {
    var random = SplitMix64(seed: 3)
    // −70 dBFS.
    let room = FaultySound.sixteenBits(random.noise(60 * 16_000).map { 0.00055 * $0 })
    #expect(FaultySound.changes(room).isEmpty)
  }

  // MARK: Faults, each within its time

  private func first(_ samples: [Float], rateHz: Int = 16_000) throws -> FaultySound.Change {
    try #require(FaultySound.changes(samples, rateHz: rateHz).first)
  }

  @Test(arguments: [0, 0.25, -1, 1e-5] as [Float]) func deadWithinFiveSeconds(value: Float) throws {
    let dead = [Float](repeating: value, count: 6 * 16_000)
    let change = try first(demo + dead)
    #expect(change.state == .dead)
    let silent = change.seconds - Double(demo.count) / 16_000
    #expect(silent >= 3.9 && silent <= 4.2)
    #expect(try first(dead).state == .dead && first(dead).seconds <= 5)
  }

  @Test(arguments: [8_000, 22_050, 44_100, 48_000, 96_000]) func deadAtAnyRate(rateHz: Int) throws {
    let change = try first([Float](repeating: 0, count: 6 * rateHz), rateHz: rateHz)
    #expect(change.state == .dead && change.seconds >= 3.9 && change.seconds <= 5)
  }

  /// The lowest bit may be padding: bits 0 (the sign) to 14.
  @Test(arguments: 0..<15, [0, 1]) func stuckBit(bit: Int, value: Int) throws {
    let change = try first(FaultySound.stuck(FaultySound.sixteenBits(demo), bit: bit, at: value))
    #expect(change.state == .stuckBits)
    #expect(change.seconds <= 8)
  }

  @Test(arguments: [0.03, -0.1, 0.3] as [Float]) func offset(size: Float) throws {
    let change = try first(FaultySound.sixteenBits(demo.map { 0.5 * $0 + size }))
    #expect(change.state == .dcOffset && change.seconds <= 8)
  }

  @Test(arguments: [(8, 1), (16, 1), (16, 0.3)] as [(Float, Float)]) func clipping(drive: Float, rail: Float) throws {
    let gain = drive / FaultySound.peak(demo)
    let change = try first(FaultySound.sixteenBits(demo.map { rail * max(-1, min(1, gain * $0)) }))
    #expect(change.state == .clipping && change.seconds <= 12)
  }

  @Test func farTooQuiet() throws {
    let rms = (demo.reduce(0) { $0 + $1 * $1 } / Float(demo.count)).squareRoot()
    let change = try first(FaultySound.sixteenBits(demo.map { 0.0001 / rms * $0 }))  // −80 dBFS
    #expect(change.state == .tooQuiet && change.seconds <= 42)
    var random = SplitMix64(seed: 4)
    let converter = FaultySound.sixteenBits(random.noise(40 * 16_000).map { 0.00004 * $0 })  // a bit and a half
    #expect(try first(converter).state == .tooQuiet)
  }

  @Test(arguments: [50, 60, 50.1, 59.95] as [Float]) func hum(hertz: Float) throws {
    let noisy = demo.indices.map { demo[$0] + 0.5 * Float(sin(2 * .pi * Double(hertz) * Double($0) / 16_000)) }
    let change = try first(FaultySound.sixteenBits(noisy.map { 0.6 * $0 }))
    #expect(change.state == .hum && change.seconds <= 15)
  }

  @Test func anotherToneIsNoHum() {
    for hertz in [45, 55, 110, 440] as [Float] {
      #expect(FaultySound.changes(FaultySound.hum(demo.map { 0.5 * $0 }, hertz: hertz, level: 0.4)).isEmpty)
    }
  }

  @Test func threeTimesTooSlow() throws {
    // One talker's sentence, again and again.
    let change = try first(FaultySound.slow(demo + demo))
    #expect(change.state == .wrongRate && change.seconds <= 120)
  }

  // MARK: Hysteresis and laws

  @Test func wellAgainAfterAFault() {
    let dead = [Float](repeating: 0, count: 6 * 16_000)
    let changes = FaultySound.changes(demo + dead + demo)
    #expect(changes.map(\.state) == [.dead, .ok])
    #expect(changes[1].seconds - Double(demo.count + dead.count) / 16_000 <= 1.3)
  }

  @Test func aClickDoesNotWakeTheDead() {
    var dead = [Float](repeating: 0, count: 20 * 16_000)
    for second in 6..<20 { dead[second * 16_000] = 0.5 }
    #expect(FaultySound.changes(dead).map(\.state) == [.dead])
  }

  @Test(arguments: [[1], [7, 4096], [1600], [1601, 3]]) func anyChunkingGivesTheSameChanges(chunks: [Int]) {
    let sound = Array(demo[..<160_000]) + [Float](repeating: 0, count: 96_000) + demo[..<40_000]
    let whole = FaultySound.changes(sound, chunks: [4096])
    #expect(whole.map(\.state) == [.dead, .ok])
    #expect(FaultySound.changes(sound, chunks: chunks) == whole)
  }

  /// In turns, at three rates, what each says is what it says alone.
  @Test func streamsOfOneThreadDoNotDisturbEachOther() {
    let rates = [16_000, 48_000, 22_050, 16_000]
    let dead = [Float](repeating: 0.25, count: 96_000)
    let sounds = [
      demo + dead, FaultySound.hum(demo.map { 0.5 * $0 }, hertz: 50, level: 0.4), demo.map { 0.5 * $0 + 0.1 },
      FaultySound.sixteenBits(demo.map { max(-1, min(1, 16 * $0)) }),
    ]
    func hear(_ watch: inout SignalWatch, _ samples: ArraySlice<Float>) -> [SignalVerdict] {
      samples.withUnsafeBufferPointer { chunk in
        var (offset, verdicts): (Int, [SignalVerdict]) = (0, [])
        while let verdict = watch.nextChange(in: chunk, from: &offset) { verdicts.append(verdict) }
        return verdicts
      }
    }
    let alone = zip(rates, sounds).map { rateHz, sound in
      var watch = SignalWatch(rateHz: rateHz)
      return hear(&watch, sound[...])
    }
    let workspace = SignalWorkspace()
    var first = SignalWatch(rateHz: rates[0], shared: workspace)
    var second = SignalWatch(rateHz: rates[1], shared: workspace)
    var third = SignalWatch(rateHz: rates[2], shared: workspace)
    var fourth = SignalWatch(rateHz: rates[3], shared: workspace)
    var together = [[SignalVerdict]](repeating: [], count: 4)
    for from in stride(from: 0, to: sounds[0].count, by: 640) {
      func part(_ index: Int) -> ArraySlice<Float> { sounds[index].dropFirst(from).prefix(640) }
      together[0] += hear(&first, part(0))
      together[1] += hear(&second, part(1))
      together[2] += hear(&third, part(2))
      together[3] += hear(&fourth, part(3))
    }
    #expect(together == alone)
    #expect(alone.map(\.isEmpty) == [false, false, false, false])
  }

  @Test func latchHoldsAndLeaves() {
    var latch = Latch(enter: 3, leave: 2)
    let states = "hh-hhhh---h-mhmm-hhh".map { sign -> Character in
      latch.update(hit: sign == "h", miss: sign == "m")
      return latch.isOn ? "#" : "."
    }
    #expect(String(states) == ".....##########....#")
  }

  @Test func channelReports() throws {
    var watch = SignalWatch(rateHz: 16_000)
    var states: [SignalState] = []
    func second(_ report: Int32, _ samples: ArraySlice<Float>) {
      samples.withUnsafeBufferPointer { chunk in
        var offset = 0
        while let verdict = watch.nextChange(in: chunk, from: &offset) { states.append(verdict.state) }
      }
      watch.take(ChannelReport(code: report))
    }
    // Mixed: channel 2 dead. Then well. Then channel 1 chosen and silent.
    for index in 0..<5 { second(0b10 | 0b01 << 8, demo[index * 16_000..<(index + 1) * 16_000]) }
    #expect(states == [.deadChannel])
    for index in 5..<9 { second(0b11 << 8, demo[index * 16_000..<(index + 1) * 16_000]) }
    #expect(states == [.deadChannel, .ok])
    let silence = [Float](repeating: 0, count: 16_000)
    for _ in 0..<6 { second(0b01 | 0b10 << 8 | 1 << 16, silence[...]) }
    #expect(states == [.deadChannel, .ok, .swappedChannel])
    let code = watch.verdict.channels
    #expect(code == 0b01 | 0b10 << 8 | 1 << 16)
    // Both channels silent is a dead microphone, and no matter of channels.
    for _ in 0..<6 { second(0b11 | 1 << 16, silence[...]) }
    #expect(states.last == .dead)
  }

  @Test func resetForgets() {
    var watch = SignalWatch(rateHz: 16_000)
    let dead = [Float](repeating: 0, count: 80_000)
    dead.withUnsafeBufferPointer { chunk in
      var offset = 0
      while watch.nextChange(in: chunk, from: &offset) != nil {}
    }
    let before = watch.verdict
    #expect(before.state == .dead)
    let (change, again) = (watch.reset(), watch.reset())
    #expect(change?.state == .ok && again == nil)
  }

  @Test(arguments: [16_000, 48_000]) func neverTouchesTheHeap(rateHz: Int) throws {
    try #require(heap_probe_is_active())
    var watch = SignalWatch(rateHz: rateHz)
    let sound = rateHz == 16_000 ? demo : clip48
    let dead = [Float](repeating: 0, count: 5 * rateHz)
    heap_probe_begin()
    for part in 0..<2 {
      (part == 0 ? sound : dead).withUnsafeBufferPointer { chunk in
        var offset = 0
        while watch.nextChange(in: chunk, from: &offset) != nil {}
      }
      watch.take(ChannelReport(code: 1))
      watch.skip()
    }
    _ = watch.reset()
    #expect(heap_probe_end() == 0)
  }
}
