import CSndFile
import Foundation
import Ring
import TestSupport
import Testing

@testable import Capture

@Suite struct FileSourceTests {
  private func temporary(_ suffix: String) -> String {
    NSTemporaryDirectory() + "undertone-\(UUID().uuidString)\(suffix)"
  }

  @Test func playsAFileWhole() throws {
    let noise = SoundFile.noise(40_001)
    let path = temporary(".flac")
    defer { unlink(path) }
    try SoundFile.write(noise, to: path, format: SF_FORMAT_FLAC | SF_FORMAT_PCM_16)
    let source = try FileSource(path: path)
    #expect(
      source.format == InputFormat(kind: "file", name: path, rateHz: 16000, channels: 1, format: "FLAC/PCM_16"))
    // A ring far smaller than the file: pace max waits for the reader and loses nothing.
    let recording = try Recording(source, capacity: 1024, markCapacity: 4)
    #expect(recording.collectAll())
    #expect(SoundFile.same(recording.samples, noise))
    #expect(recording.kinds() == [.end])
    #expect(recording.marks.last?.position == 40_001)
    #expect(recording.marks.last?.code == 0)
    _ = recording.finish()
  }

  /// One thread plays forty files, into rings that hold a fraction of them.
  @Test(arguments: [Pace.max, .real]) func aDeckPlaysManyFilesWhole(pace: Pace) throws {
    let count = 40
    let noises = (0..<count).map { SoundFile.noise(2000 + 37 * $0, seed: UInt64($0)) }
    var deck = FileDeck(capacity: count)
    var ends: [RingEnds] = []
    let bell = try Doorbell()
    for (index, noise) in noises.enumerated() {
      let path = temporary(".wav")
      defer { unlink(path) }
      try SoundFile.write(noise, to: path, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16)
      let (samples, marks) = (SampleRing(capacity: pace == .max ? 512 : 8192), MarkRing(capacity: 64))
      ends.append(RingEnds(samples.makeConsumer(), marks.makeConsumer()))
      let source = try FileSource(path: path, pace: pace, reportsChannels: index % 2 == 0)
      deck.add(source, samples: samples.makeProducer(), marks: marks.makeProducer())
    }
    let (box, stop, began) = (DeckBox(deck), StopFlag(), Date())
    let thread = Thread { box.run(doorbell: bell, stop: stop) }
    thread.start()
    while !ends.allSatisfy(\.hasEnded), Date().timeIntervalSince(began) < 20 {
      bell.wait(timeoutMilliseconds: 20)
      for end in ends { end.take() }
    }
    for (end, noise) in zip(ends, noises) {
      #expect(end.hasEnded)
      #expect(SoundFile.same(end.samples, noise))
    }
    // The longest lasts 0.215 s.
    if pace == .real { #expect(Date().timeIntervalSince(began) >= 0.2) }
  }

  @Test func picksOneChannelOfAFile() throws {
    let noise = SoundFile.noise(3000)
    let path = temporary(".wav")
    defer { unlink(path) }
    try SoundFile.write(noise, to: path, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, channels: 3, rateHz: 48000)
    let recording = try Recording(try FileSource(path: path, channel: .index(2)))
    #expect(recording.collectAll())
    #expect(SoundFile.same(recording.samples, stride(from: 1, to: 3000, by: 3).map { noise[$0] }))
    #expect(throws: CaptureError.self) { try FileSource(path: path, channel: .index(4)) }
  }

  @Test func aFileThatIsNotThereIsOneLineWithItsPath() {
    let error = #expect(throws: CaptureError.self) { try FileSource(path: "/nowhere/a.wav") }
    #expect(error?.exitCode == 66)
    #expect(error?.message.hasPrefix("cannot open /nowhere/a.wav: ") == true)
    #expect(error?.message.contains("No such file or directory") == true)
    #expect(error?.message.contains("\n") == false)
  }

  @Test func aFileThatIsNoSoundSaysSo() throws {
    let path = temporary(".wav")
    defer { unlink(path) }
    try Data("this is a text and no sound at all".utf8).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: CaptureError.self) { try FileSource(path: path) }
    #expect(error?.exitCode == 66)
    #expect(error?.message.contains(path) == true)
  }

  @Test(arguments: [(Int(Int32.max), 1), (768_001, 1), (3999, 1), (16_000, 65), (16_000, 1024)])
  func aHeaderOutOfRangeIsRefused(rateHz: Int, channels: Int) throws {
    let path = temporary(".wav")
    defer { unlink(path) }
    try SoundFile.write(
      SoundFile.noise(channels), to: path, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, channels: channels, rateHz: rateHz)
    let error = #expect(throws: CaptureError.self) { try FileSource(path: path) }
    #expect(error?.exitCode == 65)
    #expect(
      error?.message == "cannot read \(path): its header gives \(channels) channels at \(rateHz) Hz; "
        + "1…64 channels at 4000…768000 Hz are read")
  }

  @Test(arguments: [(4000, 64), (768_000, 1)]) func theEndsOfTheRangesAreRead(rateHz: Int, channels: Int) throws {
    let path = temporary(".wav")
    defer { unlink(path) }
    try SoundFile.write(
      SoundFile.noise(channels * 10), to: path, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, channels: channels,
      rateHz: rateHz)
    let recording = try Recording(try FileSource(path: path))
    #expect(recording.collectAll())
    #expect(recording.samples.count == 10)
  }

  @Test func realPaceTakesAsLongAsTheSound() throws {
    let noise = SoundFile.noise(8000)
    let path = temporary(".wav")
    defer { unlink(path) }
    try SoundFile.write(noise, to: path, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16)
    let source = try FileSource(path: path, pace: .real)
    let clock = ContinuousClock()
    let began = clock.now
    let recording = try Recording(source)
    #expect(recording.collectAll())
    #expect(clock.now - began >= .milliseconds(495))
    #expect(SoundFile.same(recording.samples, noise))
    // Time marks grow as the positions do, 62.5 µs a sample, but for the scheduler's lateness.
    let times = recording.marks.filter { $0.kind == .time }
    #expect(times.count == 50)
    #expect(times.indices.allSatisfy { times[$0].position == UInt64($0 * 160) })
    #expect(zip(times, times.dropFirst()).allSatisfy { $0.nanoseconds < $1.nanoseconds })
  }

  @Test func realPaceLosesWhatDoesNotFitAndTellsIt() throws {
    let noise = SoundFile.noise(8000)
    let path = temporary(".wav")
    defer { unlink(path) }
    try SoundFile.write(noise, to: path, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16)
    let recording = try Recording(try FileSource(path: path, pace: .real), capacity: 1024)
    // Nobody reads for 0.3 s: 64 ms fit the ring, the rest is a gap.
    usleep(300_000)
    #expect(recording.collectAll())
    let gaps = recording.gaps()
    #expect(gaps.count == 1)
    #expect(gaps.first?.cause == .ringFull)
    let lost = gaps.reduce(0) { $0 + $1.lost }
    #expect(lost > 1600)
    #expect(recording.samples.count + Int(lost) == 8000)
    #expect(zip(recording.samples, recording.positions).allSatisfy { $0 == noise[Int($1)] })
    #expect(recording.marks.last?.position == 8000)
  }

  @Test func stopsSoonWhileItWaits() throws {
    let path = temporary(".wav")
    defer { unlink(path) }
    try SoundFile.write(SoundFile.noise(100_000), to: path, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16)
    for pace in Pace.allCases {
      let recording = try Recording(try FileSource(path: path, pace: pace), capacity: 1024, markCapacity: 1024)
      usleep(20_000)
      #expect(recording.finish() < 0.1 + 0.1)
      #expect(recording.marks.last?.kind == .end)
    }
  }
}

private final class DeckBox: @unchecked Sendable {
  // SAFETY: used by one thread alone.
  private var deck: FileDeck
  init(_ deck: consuming FileDeck) { self.deck = deck }
  func run(doorbell: Doorbell, stop: StopFlag) { deck.run(doorbell: doorbell, stop: stop) }
}

/// What came through one pair of rings.
private final class RingEnds {
  private let sampleEnd: SampleRing.Consumer
  private let markEnd: MarkRing.Consumer
  private(set) var samples: [Float] = []
  private(set) var hasEnded = false

  init(_ samples: consuming SampleRing.Consumer, _ marks: consuming MarkRing.Consumer) {
    sampleEnd = samples
    markEnd = marks
  }

  func take() {
    while true {
      let available = sampleEnd.availableCount
      if let mark = markEnd.peek(), mark.position <= UInt64(samples.count) {
        hasEnded = mark.kind == .end
        markEnd.drop()
        continue
      }
      let count = min(available, markEnd.peek().map { Int($0.position) - samples.count } ?? available)
      if count == 0 { return }
      var block = [Float](repeating: 0, count: count)
      var span = block.mutableSpan
      _ = sampleEnd.read(into: &span)
      samples += block
    }
  }
}
