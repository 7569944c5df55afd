import CSndFile
import Foundation
import Ring
import TestSupport
import Testing

@testable import Capture

/// Every rate from 4 to 192 kHz, one to sixteen channels, every encoding: what was written is what is heard, from a file and from a pipe.
@Suite struct SoundMatrixTests {
  static let rates = [4000, 5512, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000, 176_400, 192_000]

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The mean of a frame's channels, as the converter takes it.
  private static func mixed(_ samples: [Float], channels: Int) -> [Float] {
    stride(from: 0, to: samples.count, by: channels).map { start in
      samples[start..<start + channels].dropFirst().reduce(samples[start], +) * (1 / Float(channels))
    }
  }

  private static func heard(_ source: FileSource) throws -> [Float] {
    let recording = try Recording(source)
    #expect(recording.collectAll())
    #expect(recording.marks.last?.code == 0)
    return recording.samples
  }

  private func fromFile(_ data: Data) throws -> FileSource {
    try data.write(to: URL(filePath: folder.path("a")))
    return try FileSource(path: folder.path("a"))
  }

  private func fromPipe(_ data: Data) throws -> FileSource {
    try FileSource(descriptor: FedPipe(FedPipe.cut(data)).reader, channel: .mix, pace: .max, raw: RawFormat())
  }

  @Test(arguments: rates) func everyRate(rateHz: Int) throws {
    let noise = SoundFile.noise(2 * 777)
    for format in [SF_FORMAT_WAV, SF_FORMAT_AU] {
      let data = try SoundFile.bytes(noise, format: format | SF_FORMAT_PCM_16, channels: 2, rateHz: rateHz)
      for source in [try fromFile(data), try fromPipe(data)] {
        #expect(source.format.rateHz == rateHz && source.format.channels == 2)
        #expect(SoundFile.same(try Self.heard(source), Self.mixed(noise, channels: 2)))
      }
    }
  }

  @Test(arguments: 1...16) func everyNumberOfChannels(channels: Int) throws {
    let noise = SoundFile.noise(channels * 501)
    let data = try SoundFile.bytes(noise, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, channels: channels, rateHz: 44_100)
    for source in [try fromFile(data), try fromPipe(data)] {
      #expect(source.format.channels == channels)
      #expect(SoundFile.same(try Self.heard(source), Self.mixed(noise, channels: channels)))
    }
    let last = try FileSource(path: folder.path("a"), channel: .index(channels))
    #expect(SoundFile.same(try Self.heard(last), stride(from: channels - 1, to: noise.count, by: channels).map { noise[$0] }))
  }

  static let exact = [
    SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_WAV | SF_FORMAT_PCM_24, SF_FORMAT_WAV | SF_FORMAT_PCM_32, SF_FORMAT_WAV | SF_FORMAT_FLOAT,
    SF_FORMAT_WAV | SF_FORMAT_DOUBLE, SF_FORMAT_AIFF | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
    SF_FORMAT_FLAC | SF_FORMAT_PCM_24,
    SF_FORMAT_CAF | SF_FORMAT_PCM_24, SF_FORMAT_W64 | SF_FORMAT_PCM_16, SF_FORMAT_RF64 | SF_FORMAT_FLOAT,
  ]

  @Test(arguments: exact) func encodingsThatLoseNothing(format: Int) throws {
    let noise = SoundFile.noise(3 * 1000)
    let source = try fromFile(try SoundFile.bytes(noise, format: format, channels: 3, rateHz: 48_000))
    #expect(SoundFile.same(try Self.heard(source), Self.mixed(noise, channels: 3)))
  }

  /// Eight bits, ADPCM and the telephone's laws: near, by what their bits allow of a tone at half scale.
  static let rough: [(format: Int, error: Float)] = [
    (SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 0.009), (SF_FORMAT_AU | SF_FORMAT_PCM_S8, 0.009), (SF_FORMAT_WAV | SF_FORMAT_ULAW, 0.02),
    (SF_FORMAT_WAV | SF_FORMAT_ALAW, 0.02), (SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 0.05), (SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, 0.05),
  ]

  @Test(arguments: rough) func encodingsThatLoseALittle(format: Int, error: Float) throws {
    let tone = (0..<4000).map { Float(sin(Double($0) * 0.05)) / 2 }
    let heard = try Self.heard(try fromFile(try SoundFile.bytes(tone, format: format)))
    // ADPCM ends with a whole block.
    #expect(heard.count >= tone.count && heard.count < tone.count + 2048)
    #expect(zip(heard, tone).dropFirst(50).allSatisfy { abs($0 - $1) <= error })
  }

  @Test(arguments: [0, 1]) func almostNothing(frames: Int) throws {
    for format in [SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, SF_FORMAT_AU | SF_FORMAT_FLOAT] {
      // libsndfile writes nothing at all for a FLAC file without samples.
      if frames == 0, format & SF_FORMAT_TYPEMASK == SF_FORMAT_FLAC { continue }
      let data = try SoundFile.bytes(SoundFile.noise(frames), format: format)
      #expect(try Self.heard(fromFile(data)).count == frames)
      #expect(try Self.heard(fromPipe(data)).count == frames)
    }
  }

  /// NaN and infinity become silence, what is far over full scale is held at the ceiling.
  @Test func samplesThatAreNoNumbers() throws {
    let odd: [Float] = [0.5, .nan, .infinity, -.infinity, -.nan, 1e30, -1e30, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.5]
    for format in [SF_FORMAT_WAV | SF_FORMAT_FLOAT, SF_FORMAT_AU | SF_FORMAT_FLOAT] {
      let data = try SoundFile.bytes(odd, format: format)
      for source in [try fromFile(data), try fromPipe(data)] {
        #expect(SoundFile.same(try Self.heard(source), [0.5, 0, 0, 0, 0, 8, -8, 8, .leastNonzeroMagnitude, -0.5]))
      }
    }
  }

  /// Cut anywhere, or with any four bytes of its header changed: samples within bounds, or an error of one line.
  @Test func aThousandDamagedFiles() throws {
    var random = SplitMix64(seed: 5)
    let formats = [
      SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, SF_FORMAT_AU | SF_FORMAT_PCM_24,
      SF_FORMAT_RF64 | SF_FORMAT_FLOAT,
      SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
    ]
    for format in formats {
      let whole = try SoundFile.bytes(SoundFile.noise(600), format: format)
      for turn in 0..<100 {
        var data = whole
        if turn % 2 == 0 { data = data.prefix(Int.random(in: 0..<data.count, using: &random)) }
        for _ in 0..<turn % 5 where !data.isEmpty {
          data[Int.random(in: 0..<min(data.count, 100), using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        for open in [fromFile, fromPipe] {
          do {
            let source = try open(Data(data))
            let recording = try Recording(source)
            #expect(recording.collectAll())
            #expect(recording.samples.allSatisfy { abs($0) <= 8 })
            #expect(source.failure.map { !$0.message.contains("\n") } ?? true)
          } catch let error as CaptureError {
            #expect([64, 65, 66].contains(error.exitCode) && !error.message.contains("\n"))
          }
        }
      }
    }
  }

  /// A header that promises more than there is: what is there is heard, and memory is not made for the promise.
  @Test(arguments: [0x7FFE_0000, 1 << 30]) func aHeaderThatPromisesTooMuch(size: Int) throws {
    let noise = SoundFile.noise(1000)
    var data = try SoundFile.bytes(noise, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16)
    data.replaceSubrange(40..<44, with: (0..<4).map { UInt8(size >> (8 * $0) & 0xFF) })
    #expect(SoundFile.same(try Self.heard(fromFile(data)), noise))
    #expect(SoundFile.same(try Self.heard(fromPipe(data)), noise))
  }

  @Test func aFolderIsNoSound() throws {
    let path = folder.url.path
    let error = #expect(throws: CaptureError.self) { try FileSource(path: path) }
    #expect(try #require(error) == CaptureError(.noInput, "cannot open \(path): it is a folder, not a file"))
  }
}
