import CSndFile
import Foundation
import Ring
import TestSupport
import Testing

@testable import Capture

/// Streams that cannot seek, cut into odd pieces: the samples must come through exactly.
@Suite struct StandardInputTests {
  private func source(_ pipe: FedPipe, raw: RawFormat = RawFormat()) throws -> FileSource {
    try FileSource(descriptor: pipe.reader, channel: .mix, pace: .max, raw: raw)
  }

  static let containers: [(Int, String)] = [
    (SF_FORMAT_WAV | SF_FORMAT_PCM_16, "WAV/S16_LE"), (SF_FORMAT_WAV | SF_FORMAT_PCM_24, "WAV/S24_3LE"),
    (SF_FORMAT_WAV | SF_FORMAT_PCM_32, "WAV/S32_LE"), (SF_FORMAT_WAV | SF_FORMAT_FLOAT, "WAV/FLOAT_LE"),
    (SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, "WAV/S16_LE"), (SF_FORMAT_RF64 | SF_FORMAT_PCM_16, "RF64/S16_LE"),
    (SF_FORMAT_AU | SF_FORMAT_PCM_16, "AU/S16_BE"), (SF_FORMAT_AU | SF_FORMAT_PCM_24, "AU/S24_3BE"),
    (SF_FORMAT_AU | SF_FORMAT_PCM_32, "AU/S32_BE"), (SF_FORMAT_AU | SF_FORMAT_FLOAT, "AU/FLOAT_BE"),
    (SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "FLAC/PCM_16"),
  ]

  @Test(arguments: containers) func recognisesItsHeader(format: Int, name: String) throws {
    let noise = SoundFile.noise(30_000)
    let data = try SoundFile.bytes(noise, format: format, rateHz: 22050)
    let pipe = FedPipe(FedPipe.cut(data))
    let source = try source(pipe)
    #expect(source.format == InputFormat(kind: "stdin", name: "-", rateHz: 22050, channels: 1, format: name))
    let recording = try Recording(source)
    #expect(recording.collectAll())
    #expect(SoundFile.same(recording.samples, noise))
    #expect(recording.kinds() == [.end])
    #expect(source.failure == nil)
    _ = recording.finish()
  }

  @Test func takesRawSamplesAsTold() throws {
    let noise = SoundFile.noise(10_000)
    let bytes = noise.flatMap { MonoConverterTests.bytes(Int($0 * 2_147_483_648), .s32LE) }
    let pipe = FedPipe(FedPipe.cut(Data(bytes)))
    let recording = try Recording(
      try FileSource(
        descriptor: pipe.reader, channel: .index(2), pace: .max,
        raw: RawFormat(rateHz: 48000, channels: 2, format: .s32LE)))
    #expect(recording.collectAll())
    #expect(SoundFile.same(recording.samples, stride(from: 1, to: 10_000, by: 2).map { noise[$0] }))
  }

  @Test func aHalfFrameAtTheEndIsDropped() throws {
    let pipe = FedPipe([Data([0, 0x40, 0, 0xC0, 7])])
    let recording = try Recording(try source(pipe))
    #expect(recording.collectAll())
    #expect(SoundFile.same(recording.samples, [0.5, -0.5]))
  }

  @Test(arguments: [0, 0xFFFF_FFFF, 0x7FFF_F000]) func anUnknownSizeIsReadToTheEnd(size: Int) throws {
    let noise = SoundFile.noise(5000)
    var data = try SoundFile.bytes(noise, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16)
    data.replaceSubrange(40..<44, with: (0..<4).map { UInt8(size >> (8 * $0) & 0xFF) })
    let recording = try Recording(try source(FedPipe([data])))
    #expect(recording.collectAll())
    #expect(SoundFile.same(recording.samples, noise))
  }

  @Test func whatFollowsTheSamplesIsNoSound() throws {
    let noise = SoundFile.noise(500)
    let data = try SoundFile.bytes(noise, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16)
    let recording = try Recording(try source(FedPipe([data + Data("LIST\u{4}\u{0}\u{0}\u{0}abcd".utf8)])))
    #expect(recording.collectAll())
    #expect(SoundFile.same(recording.samples, noise))
  }

  @Test(arguments: [SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_16])
  func aLiveStreamIsNotWaitedForToItsEnd(format: Int) throws {
    let noise = SoundFile.noise(64_000)
    let data = try SoundFile.bytes(noise, format: format)
    // Half comes, and then nothing, from a writer that stays.
    let pipe = FedPipe([data.prefix(data.count / 2)], closes: false)
    let recording = try Recording(try source(pipe))
    #expect(recording.collect(seconds: 5) { $0.samples.count > 24_000 })
    #expect(recording.finish() < 0.2)
    #expect(recording.marks.last?.kind == .end)
    #expect(recording.marks.last?.code == 0)
    #expect(SoundFile.same(recording.samples, noise.prefix(recording.samples.count)))
  }

  @Test(arguments: [false, true], [0.999, 0.5, 0.3, 0.1]) func aFlacThatBreaksOffIsDamaged(
    countIsKnown: Bool, part: Double
  ) throws {
    let noise = SoundFile.noise(64_000)
    var data = try SoundFile.bytes(noise, format: SF_FORMAT_FLAC | SF_FORMAT_PCM_16)
    if !countIsKnown { Self.forgetFrameCount(&data) }
    let source = try source(FedPipe(FedPipe.cut(data.prefix(Int(Double(data.count) * part)))))
    let recording = try Recording(source)
    #expect(recording.collectAll())
    // What came whole is heard.
    #expect(recording.samples.count < 64_000 && recording.samples.count > Int(64_000 * part) - 8192)
    #expect(SoundFile.same(recording.samples, noise.prefix(recording.samples.count)))
    #expect(recording.marks.last?.code == -EIO)
    #expect(source.failure?.exitCode == 65)
    let whole = countIsKnown ? " of 64000" : ""
    #expect(
      source.failure?.message == "standard input: it breaks off after \(recording.samples.count)\(whole) frames")
  }

  @Test func aFlacOfUnknownLengthEndsAfterAWholeFrame() throws {
    let noise = SoundFile.noise(30_000)
    var data = try SoundFile.bytes(noise, format: SF_FORMAT_FLAC | SF_FORMAT_PCM_16)
    Self.forgetFrameCount(&data)
    let source = try source(FedPipe(FedPipe.cut(data)))
    let recording = try Recording(source)
    #expect(recording.collectAll())
    #expect(SoundFile.same(recording.samples, noise))
    #expect(source.failure == nil)
  }

  /// Makes a FLAC file one whose encoder wrote to a pipe: STREAMINFO's 36 bits of length are 0 (RFC 9639, 8.2).
  private static func forgetFrameCount(_ data: inout Data) {
    data[21] &= 0xF0
    data.replaceSubrange(22..<26, with: [0, 0, 0, 0])
  }

  @Test func nothingAtAllIsNoInput() throws {
    let pipe = FedPipe([])
    let error = #expect(throws: CaptureError.self) { try source(pipe) }
    #expect(error?.exitCode == 66)
  }

  @Test func whatAPipeCannotCarryIsSaid() throws {
    let law = try SoundFile.bytes(SoundFile.noise(100), format: SF_FORMAT_WAV | SF_FORMAT_ULAW)
    // Found by the fuzzer: a chunk's name with a line feed in it came through to the message.
    let oddChunk = Data("RIFF1234WAVEa\n\u{1b}b\u{7f}\u{7f}\u{7f}\u{7f}".utf8)
    for data in [law, oddChunk, Data("OggS and so on".utf8), Data("RIFF1234WAVE".utf8), Data("RIFF1234WAVEdata1234".utf8)] {
      let pipe = FedPipe([data])
      let error = #expect(throws: CaptureError.self) { try source(pipe) }
      #expect(error?.exitCode == 65)
      #expect(error?.message.contains("\n") == false)
    }
  }

  @Test func rawFormatsOutOfRangeAreMistakesOfUse() {
    for raw in [RawFormat(rateHz: 3999), RawFormat(rateHz: 768_001), RawFormat(channels: 0), RawFormat(channels: 65)] {
      let error = #expect(throws: CaptureError.self) { try source(FedPipe([Data([0])]), raw: raw) }
      #expect(error?.exitCode == 64)
    }
  }
}
