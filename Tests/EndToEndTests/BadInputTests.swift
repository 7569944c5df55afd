import CSndFile
import Foundation
import TestSupport
import Testing

/// The installed program before damaged, odd and hostile input: one clear line, the exit code of sysexits, and no crash.
@Suite struct BadInputTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let model = Program.root + "/Config/models/undertone-cremad.safetensors"

  /// Runs to the end; standard error must hold exactly one line, and a signal must not have ended the program.
  private func refused(_ arguments: [String], code: Int32, input: Data = Data()) throws -> String {
    let running = try Program.Running(arguments)
    try? running.input.fileHandleForWriting.write(contentsOf: input)
    try? running.input.fileHandleForWriting.close()
    let outcome = try running.finish()
    #expect(running.process.terminationReason == .exit)
    #expect(outcome.code == code)
    #expect(outcome.error.hasPrefix("undertone: ") && outcome.error.hasSuffix("\n"))
    #expect(outcome.error.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
    #expect(outcome.lines.isEmpty)
    return outcome.error
  }

  private func file(_ bytes: Data, _ name: String = "x") throws -> String {
    try bytes.write(to: URL(filePath: folder.path(name)))
    return folder.path(name)
  }

  // MARK: Models

  @Test func damagedModelsExit78() throws {
    let whole = try Data(contentsOf: URL(filePath: Self.model))
    let headerCount = whole.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    let header = String(decoding: whole[8..<8 + headerCount], as: UTF8.self)
    func with(header: String) -> Data {
      withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8) + whole[(8 + headerCount)...]
    }
    var flipped = whole
    flipped[whole.count / 2] ^= 4
    let cases: [(Data, String)] = [
      (Data(), "not a safetensors file: 0 bytes"), (whole.prefix(5), "not a safetensors file: 5 bytes"),
      (whole.prefix(100), "not a safetensors file: header of"), (whole.prefix(whole.count - 4), "cut short"),
      (Data(repeating: 0xFF, count: 8) + whole.dropFirst(8), "header of 18446744073709551615 bytes"), (flipped, "SHA-256"),
      (with(header: header.replacing("\"F32\"", with: "\"F64\"")), "dtype F64, expected F32, F16 or I8"),
      (with(header: header.replacing("\"emotion.bias\"", with: "\"speech.bias\"")), "its header holds \"speech.bias\" twice"),
      (with(header: header.replacing("\"emotion.bias\"", with: "\"emotion\\u000abias\"")), "tensor emotion.bias is missing"),
      (with(header: header.replacing(#"\"bandCount\":64"#, with: #"\"bandCount\":65"#)), "its feature path gives 260"),
      (
        with(header: header.replacing(#"\"windowLength\":400"#, with: #"\"windowLength\":9223372036854775807"#)),
        "window of 9223372036854775807"
      ),
      (with(header: header.replacing(#"\"hidden\":"#, with: #"\"hidden\":16,\"hidden\":"#)), "its description holds \"hidden\" twice"),
    ]
    for (bytes, text) in cases {
      let path = try file(bytes)
      let error = try refused(["listen", "--model", path, "--input", Program.demo], code: 78)
      #expect(error.contains(path) && error.contains(text), "\(text): \(error)")
    }
  }

  @Test func whatIsNoModelFileExits78() throws {
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let large = try file(Data())
    #expect(truncate(large, 2 << 30) == 0)
    for (path, text) in [
      (folder.url.path, "it is a folder"), (pipe, "no regular file"), ("/dev/zero", "no regular file"), (large, "2147483648 bytes"),
      (folder.path("missing"), "no such file"),
    ] {
      for command in [["model", path], ["score", "--model", path, Program.demo]] {
        let error = try refused(command, code: 78)
        #expect(error.contains(path) && error.contains(text))
      }
    }
  }

  // MARK: Configuration

  @Test func badConfigurationsExit78() throws {
    let cases = [
      ("evry: 1\n", "line 1: unknown key evry; known: device,"),
      ("hold: [1]\n", "line 1: hold is a list; allowed: a number from 0.0 to 60.0 s"),
      ("\n\nevery: 1e400\n", "line 3: every is \"1e400\"; allowed: a number from 0.1 to 60.0 s"),
      ("every: |\n  1\n  2\n", #"line 1: every is "1\u{a}2\u{a}""#), ("every: 1\n---\nhold: 1\n", "line 2: a second document"),
      ("a: &a [*a]\n", "line 1: nested deeper"), ("every: 1\n\thold: 2\n", "line 2: "), ("\u{0}", "line 1: "),
    ]
    for (text, message) in cases {
      let path = try file(Data(text.utf8))
      let error = try refused(["listen", "--config", path, "--input", Program.demo], code: 78)
      #expect(error.hasPrefix("undertone: \(path), \(message)"), "\(error)")
    }
    let large = try file(Data(), "large")
    #expect(truncate(large, 1 << 30) == 0)
    for (path, text) in [
      (folder.url.path, "it is a folder"), ("/dev/zero", "more than the 262144 bytes"), (large, "1073741824 bytes"),
      (folder.path("no"), "no such file"),
    ] {
      let error = try refused(["score", "--config", path, Program.demo], code: 78)
      #expect(error.hasPrefix("undertone: cannot read the configuration \(path): ") && error.contains(text))
    }
  }

  /// Names are the user's: they cannot make two lines of one.
  @Test func namesWithLineFeedsStayInOneLine() throws {
    let error = try refused(["listen", "--input", "/nonexistent/a\nb\u{1b}[31m.wav"], code: 66)
    #expect(error.contains(#"/nonexistent/a\u{a}b\u{1b}[31m.wav"#))
  }

  // MARK: Sound

  @Test func badStreamsAreOneLine() throws {
    let law = try SoundFile.bytes(SoundFile.noise(100), format: SF_FORMAT_WAV | SF_FORMAT_ULAW)
    let wide = try SoundFile.bytes(SoundFile.noise(65), format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, channels: 65)
    let slow = try SoundFile.bytes(SoundFile.noise(65), format: SF_FORMAT_AU | SF_FORMAT_PCM_16, rateHz: 3999)
    for (bytes, code, text) in [
      (Data(), 66, "it is empty"), (law, 65, "WAV encoding 7"), (wide, 65, "65 channels"), (slow, 65, "3999 Hz"),
      (Data("OggS and so on".utf8), 65, "Ogg"), (Data("RIFF1234WAVEa\nb\u{1}\u{7f}\u{7f}\u{7f}\u{7f}".utf8), 65, "chunk a?b?"),
      (Data("fLaC and no more".utf8), 66, "cannot open standard input"),
    ] as [(Data, Int32, String)] {
      #expect(try refused(["listen", "--input", "-"], code: code, input: bytes).contains(text))
    }
  }

  /// 4 to 192 kHz, 1 to 16 channels, all encodings, 0 and 1 samples, NaN: each is scored, in order, with its length.
  @Test func everySoundIsScored() throws {
    let rates = [4000, 8000, 11025, 16000, 22050, 32000, 44100, 48000, 88200, 96000, 176_400, 192_000]
    let encodings = [
      SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_WAV | SF_FORMAT_PCM_24, SF_FORMAT_WAV | SF_FORMAT_FLOAT, SF_FORMAT_AU | SF_FORMAT_PCM_S8,
      SF_FORMAT_WAV | SF_FORMAT_PCM_U8, SF_FORMAT_AIFF | SF_FORMAT_PCM_32,
    ]
    var sounds: [(path: String, seconds: Double)] = []
    func add(_ samples: [Float], _ format: Int, _ channels: Int, _ rateHz: Int) throws {
      let path = folder.path("\(sounds.count).sound")
      try SoundFile.write(samples, to: path, format: format, channels: channels, rateHz: rateHz)
      sounds.append((path, Double(samples.count / channels) / Double(rateHz)))
    }
    for (index, rate) in rates.enumerated() {
      for channels in [1, 2, index + 1, 16] where channels * rate <= 800_000 {
        try add(SoundFile.noise(rate / 10 * channels), encodings[(index + channels) % encodings.count], channels, rate)
      }
    }
    for channels in 1...16 { try add(SoundFile.noise(1600 * channels), encodings[channels % encodings.count], channels, 16_000) }
    try add([], encodings[0], 1, 16_000)
    try add([0.5], encodings[0], 1, 48_000)
    try add([Float](repeating: .nan, count: 16_000), SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1, 16_000)
    try add([Float](repeating: -.infinity, count: 16_000), SF_FORMAT_AU | SF_FORMAT_FLOAT, 1, 16_000)
    try add(SoundFile.noise(4040), SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 1, 8000)
    try add(SoundFile.noise(5000), SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, 1, 8000)
    let outcome = try Program.run(["score", "--jobs", "2"] + sounds.map(\.path))
    #expect(outcome.code == 0 && outcome.error.isEmpty)
    try #require(outcome.lines.count == sounds.count)
    for (line, sound) in zip(outcome.lines, sounds) {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object["file"] as? String == sound.path)
      // ADPCM ends with a whole block of some hundred samples.
      let seconds = try #require(object["seconds"] as? Double)
      #expect(seconds >= sound.seconds - 0.001 && seconds < sound.seconds + 0.07, "\(line)")
      let sum = try #require(object["probabilities"] as? [String: Double]).values.reduce(0, +)
      #expect(abs(sum - 1) < 1e-3)
    }
  }

  /// The same on a pipe: the first event says what came, the last one how long it was.
  @Test(arguments: [
    (SF_FORMAT_AU | SF_FORMAT_PCM_S8, 4000, 1, "AU/S8"), (SF_FORMAT_WAV | SF_FORMAT_PCM_24, 192_000, 16, "WAV/S24_3LE"),
    (SF_FORMAT_WAV | SF_FORMAT_FLOAT, 11025, 3, "WAV/FLOAT_LE"), (SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 96_000, 5, "RF64/S16_LE"),
    (SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 48_000, 2, "FLAC/PCM_24"), (SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 8000, 9, "WAV/U8"),
  ]) func everySoundIsHeardOnAPipe(format: Int, rateHz: Int, channels: Int, name: String) throws {
    let sound = try SoundFile.bytes(SoundFile.noise(rateHz / 5 * channels), format: format, channels: channels, rateHz: rateHz)
    let outcome = try Program.run(["listen", "--input", "-"], input: sound, chunks: [1, 4095, 20_001])
    #expect(outcome.code == 0 && outcome.error.isEmpty)
    let events = try outcome.lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
    let input = try #require(events.first?["input"] as? [String: Any])
    #expect(input["rate_hz"] as? Int == rateHz && input["channels"] as? Int == channels && input["format"] as? String == name)
    let stop = try #require(events.last)
    #expect(stop["type"] as? String == "stop" && stop["lost_samples"] as? Int == 0)
    #expect(abs((stop["stream_s"] as? Double ?? 0) - 0.2) < 0.001)
  }

  /// Damaged recordings among good ones: a line each, all the good ones answered, exit 66.
  @Test func damagedSoundsAreLinesOfTheirOwn() throws {
    let flac = try SoundFile.bytes(SoundFile.noise(16_000), format: SF_FORMAT_FLAC | SF_FORMAT_PCM_16)
    var lying = try SoundFile.bytes(SoundFile.noise(16_000), format: SF_FORMAT_WAV | SF_FORMAT_PCM_16)
    lying.replaceSubrange(40..<44, with: [0xFF, 0xFF, 0xFF, 0x3F])
    let good = try file(lying, "lying.wav")
    let bad = [
      try file(flac.prefix(flac.count / 2), "cut.flac"), try file(Data("no sound".utf8), "text.wav"), try file(Data(), "empty.wav"),
      try file(Data("RIFF1234WAVEfmt ".utf8), "short.wav"), folder.url.path, "/dev/null", folder.path("missing\n.wav"),
    ]
    let outcome = try Program.run(["score", good] + bad + [good])
    #expect(outcome.code == 66 && outcome.error.isEmpty)
    try #require(outcome.lines.count == bad.count + 2)
    for (line, path) in zip(outcome.lines, [good] + bad + [good]) {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object["file"] as? String == path)
      #expect((object["error"] == nil) == (path == good))
      if path == good { #expect(object["seconds"] as? Double == 1) }
    }
  }

  /// Ten minutes: memory is as large in the middle as at the end. (Ten hours, by hand, in a release build: 31 MB.)
  @Test func longRecordingsTakeNoMoreMemory() throws {
    let path = folder.path("long.wav")
    try Self.silence(seconds: 600, path: path)
    let running = try Program.Running(["score", path])
    let watch = Self.watch(running.process.processIdentifier)
    let outcome = try running.finish()
    let object = try JSONSerialization.jsonObject(with: Data(outcome.lines.joined().utf8)) as? [String: Any]
    #expect(object?["seconds"] as? Double == 600)
    let peaks = watch()
    try #require(peaks.count > 20)
    let (middle, end) = (peaks[peaks.count / 2], peaks[peaks.count - 1])
    #expect(middle > 1000 && end < middle + 1024 && end < 100_000, "\(middle) kB and \(end) kB")
  }

  /// A WAV file that takes no room on the disk.
  private static func silence(seconds: Int, path: String) throws {
    var data = try SoundFile.bytes([], format: SF_FORMAT_WAV | SF_FORMAT_PCM_16).prefix(44)
    let size = seconds * 32_000
    data.replaceSubrange(4..<8, with: (0..<4).map { UInt8((size + 36) >> (8 * $0) & 0xFF) })
    data.replaceSubrange(40..<44, with: (0..<4).map { UInt8(size >> (8 * $0) & 0xFF) })
    try data.write(to: URL(filePath: path))
    try SoundFile.require(truncate(path, 44 + size) == 0 ? () : nil, "a sparse file")
  }

  /// The largest resident memory that a process has had so far, in kB, asked again and again until it ends.
  private static func watch(_ process: Int32) -> () -> [Int] {
    final class Peaks: @unchecked Sendable {
      let done = DispatchSemaphore(value: 0)
      var kilobytes: [Int] = []
    }
    let peaks = Peaks()
    Thread.detachNewThread {
      let key = "VmHWM:"
      while let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
        let line = status.split(separator: "\n").first(where: { $0.hasPrefix(key) }),
        let value = line.split(separator: " ").dropLast().last.flatMap({ Int($0) })
      {
        peaks.kilobytes.append(value)
        usleep(5000)
      }
      peaks.done.signal()
    }
    return {
      peaks.done.wait()
      return peaks.kilobytes
    }
  }
}
