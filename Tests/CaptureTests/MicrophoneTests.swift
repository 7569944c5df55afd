import Foundation
import HeapProbe
import Ring
import TestSupport
import Testing

@testable import Capture

/// The whole way through libasound, with a microphone that plays what we know and fails when we say.
@Suite(.serialized) struct MicrophoneTests {
  /// The 16-bit noise that every format carries exactly, as the bytes of a device.
  private func bytes(_ noise: [Float], _ format: SampleFormat) -> [UInt8] {
    if format == .floatLE {
      return noise.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
    }
    let fullScale = Float(1 << (MonoConverterTests.bits(format) - 1))
    return noise.flatMap { MonoConverterTests.bytes(Int($0 * fullScale), format) }
  }

  @Test(arguments: SampleFormat.ofMicrophones, [1, 2])
  func readsTheDevicesSamplesExactlyAtTwentyTimesRealTime(format: SampleFormat, channels: Int) throws {
    let noise = SoundFile.noise(32_123 * channels)
    let device = try FaultMicrophone(bytes(noise, format), format: format, channels: channels, "speed 20")
    let microphone = try Microphone(device: device.name, channel: .index(channels), channels: channels)
    #expect(
      microphone.format
        == InputFormat(kind: "alsa", name: device.name, rateHz: 16000, channels: channels, format: format.rawValue))
    let recording = try Recording(microphone)
    #expect(recording.collect { $0.marks.last?.kind == .deviceLost })
    #expect(
      SoundFile.same(recording.samples, stride(from: channels - 1, to: noise.count, by: channels).map { noise[$0] }))
    #expect(recording.kinds() == [.deviceLost])
    #expect(recording.marks.last?.code == -ENODEV)
    #expect(recording.marks.last?.position == 32_123)
    #expect(recording.finish() < 0.2)
    // What was lost until the end is told, too.
    #expect(recording.kinds() == [.deviceLost, .gap, .end])
  }

  @Test func playsAtRealTimeWithTruthfulStamps() throws {
    let noise = SoundFile.noise(24_000)
    let device = try FaultMicrophone(bytes(noise, .s16LE), format: .s16LE, rateHz: 48000)
    let began = MonotonicClock.now()
    let recording = try Recording(try Microphone(device: device.name))
    #expect(recording.collect { $0.marks.last?.kind == .deviceLost })
    let took = MonotonicClock.now() - began
    #expect(took >= 499_000_000)
    #expect(SoundFile.same(recording.samples, noise))
    let times = recording.marks.filter { $0.kind == .time }
    #expect(times.count >= 25)
    let first = try #require(times.first)
    #expect(first.position == 0)
    #expect(first.nanoseconds >= began && first.nanoseconds < began + 100_000_000)
    // Sample P sounded P/48000 s after the first: within 2 ms, but for the few stamps that a busy machine takes late
    // (the plugin's pointer and ALSA's clock are read one after the other; a kernel driver reads them at once).
    let origins = times.map { Double($0.nanoseconds) - Double($0.position) / 48000 * 1e9 }.sorted()
    let median = origins[origins.count / 2]
    #expect(origins.filter { abs($0 - median) < 2e6 }.count * 10 >= origins.count * 8)
    _ = recording.finish()
  }

  @Test func mixesAllChannels() throws {
    let device = try FaultMicrophone(
      bytes([0.5, -0.25, 0.5, -0.25], .s16LE) + [UInt8](repeating: 0, count: 6400), format: .s16LE, channels: 2,
      "speed 20")
    let recording = try Recording(try Microphone(device: device.name))
    #expect(recording.collect { $0.samples.count >= 2 })
    #expect(Array(recording.samples.prefix(2)) == [0.125, 0.125])
    _ = recording.finish()
  }

  @Test func aConvertingPluginIsNotLetToResample() throws {
    let noise = SoundFile.noise(8000)
    let device = try FaultMicrophone(bytes(noise, .s16LE), format: .s16LE, rateHz: 44100, "speed 5")
    let microphone = try Microphone(device: device.plugName, channels: 1)
    #expect(microphone.format.rateHz == 44100)
    let recording = try Recording(microphone)
    #expect(recording.collect { $0.marks.last?.kind == .deviceLost })
    #expect(SoundFile.same(recording.samples, noise.prefix(recording.samples.count)))
    #expect(recording.samples.count > 7000)
    _ = recording.finish()
  }

  @Test func anOverrunIsOneGapOfTheTimeThatIsMissing() throws {
    let device = try FaultMicrophone(
      FaultMicrophone.countingFrames(32_000), format: .s32LE, "faults \"overrun@8000:3200\"")
    let recording = try Recording(try Microphone(device: device.name))
    #expect(recording.collect { $0.marks.last?.kind == .deviceLost })
    let gaps = recording.gaps()
    #expect(gaps.count == 1)
    #expect(gaps.first?.cause == .overrun)
    let gap = try #require(gaps.first)
    expectTruth(recording, toleranceFrames: 160)
    // 3200 frames sounded unheard, and at most two periods and a wake-up were in the buffer that was dropped.
    #expect((3120...3840).contains(gap.lost))
    #expect((7360...8000).contains(gap.position))
    _ = recording.finish()
  }

  @Test func aSleepIsOneGap() throws {
    let device = try FaultMicrophone(
      FaultMicrophone.countingFrames(24_000), format: .s32LE, "faults \"suspend@8000:200\"")
    let recording = try Recording(try Microphone(device: device.name))
    #expect(recording.collect { $0.marks.last?.kind == .deviceLost })
    #expect(recording.gaps().map(\.cause) == [.suspend])
    expectTruth(recording, toleranceFrames: 160)
    _ = recording.finish()
  }

  /// Drivers that cannot resume, and those that say they did and stay suspended.
  @Test(arguments: ["sleep", "liar"])
  func aSleepWithoutAWorkingResumeIsOneGap(kind: String) throws {
    let device = try FaultMicrophone(
      FaultMicrophone.countingFrames(60_000), format: .s32LE, "faults \"\(kind)@8000:3200\"")
    let recording = try Recording(try Microphone(device: device.name))
    #expect(recording.collect { $0.marks.last?.kind == .deviceLost })
    #expect(recording.gaps().map(\.cause) == [.suspend])
    #expect(try #require(recording.gaps().first).lost >= 3120)
    expectTruth(recording, toleranceFrames: 160)
    _ = recording.finish()
  }

  @Test func aSleepThatNeverEndsIsGivenUpAndStartedAnew() throws {
    let device = try FaultMicrophone(
      FaultMicrophone.countingFrames(40_000), format: .s32LE, "faults \"suspend@4000:60000\"")
    let recording = try Recording(try Microphone(device: device.name))
    #expect(recording.collect(seconds: 5) { $0.marks.last?.kind == .deviceLost })
    #expect(recording.gaps().map(\.cause) == [.suspend])
    expectTruth(recording, toleranceFrames: 160)
    _ = recording.finish()
  }

  @Test func aDeviceThatGoesAndComesBackIsTold() throws {
    let device = try FaultMicrophone(
      FaultMicrophone.countingFrames(32_000), format: .s32LE, "faults \"removal@8000:250\"")
    let recording = try Recording(try Microphone(device: device.name))
    #expect(recording.collect { $0.kinds().filter { $0 == .deviceLost }.count == 2 })
    #expect(recording.kinds() == [.deviceLost, .gap, .deviceRestored, .deviceLost])
    #expect(recording.gaps().map(\.cause) == [.device])
    let gap = try #require(recording.gaps().first)
    // Away 250 ms; tries after 100 and 300 ms find it the second time.
    #expect(recording.marks.first { $0.kind == .deviceLost }?.call == .read)
    #expect(gap.lost >= 4000 && gap.lost < 12_000)
    expectTruth(recording, toleranceFrames: 160)
    _ = recording.finish()
  }

  /// Another microphone in the old one's place is not heard at the wrong pitch; it stays lost.
  @Test func aDeviceThatComesBackAtAnotherRateStaysLost() throws {
    let device = try FaultMicrophone(
      FaultMicrophone.countingFrames(200_000), format: .s32LE, "return_rate 48000 faults \"removal@4000:100\"")
    let recording = try Recording(try Microphone(device: device.name))
    #expect(recording.collect { $0.marks.last?.kind == .deviceLost })
    #expect(!recording.collect(seconds: 1.5) { $0.marks.last?.kind != .deviceLost })
    _ = recording.finish()
    #expect(recording.kinds() == [.deviceLost, .gap, .end])
    #expect(recording.samples.count <= 4000)
  }

  /// However the trouble comes, it is told a few times and not fifty times a second.
  @Test func aDeviceThatOverrunsWithoutEndIsLeftAloneMoreAndMore() throws {
    let faults = (0..<16).map { "overrun@\(1600 + 640 * $0):0" }.joined(separator: " ")
    let device = try FaultMicrophone(FaultMicrophone.countingFrames(160_000), format: .s32LE, "faults \"\(faults)\"")
    let recording = try Recording(try Microphone(device: device.name))
    #expect(recording.collect { $0.kinds().contains(.deviceLost) })
    let lost = try #require(recording.marks.first { $0.kind == .deviceLost })
    #expect(lost.code == -EPIPE)
    #expect(recording.gaps().count <= 12)
    #expect(recording.collect { $0.kinds().contains(.deviceRestored) })
    _ = recording.finish()
    expectTruth(recording, toleranceFrames: 320)
  }

  @Test(arguments: [("overrun@0:1600", Mark.Cause.overrun), ("removal@0:500", .device)])
  func aFaultBeforeTheFirstPeriodIsNoLongerThanItWas(fault: String, cause: Mark.Cause) throws {
    let device = try FaultMicrophone(
      FaultMicrophone.countingFrames(24_000), format: .s32LE, "faults \"\(fault)\"")
    let began = MonotonicClock.now()
    let recording = try Recording(try Microphone(device: device.name))
    #expect(recording.collect { $0.samples.count > 1600 })
    let took = MonotonicClock.now() - began
    #expect(recording.gaps().map(\.cause) == [cause])
    let gap = try #require(recording.gaps().first)
    #expect(gap.position == 0)
    // Not the machine's uptime: what was lost and what was heard fit into the time since the start.
    #expect(gap.lost > 0 && gap.lost + 1600 <= UInt64(took) * 16 / 1_000_000 + 160)
    if cause == .device { #expect(gap.lost >= 8000) }
    #expect(recording.marks.allSatisfy { $0.nanoseconds >= began })
    _ = recording.finish()
  }

  @Test func aStallAndShortReadsLoseNothing() throws {
    let device = try FaultMicrophone(
      FaultMicrophone.countingFrames(16_000), format: .s32LE, "faults \"short@1000:37 stall@4000:300 short@8000:0\"")
    let recording = try Recording(try Microphone(device: device.name))
    #expect(recording.collect { $0.marks.last?.kind == .deviceLost })
    #expect(recording.kinds() == [.deviceLost])
    #expect(SoundFile.same(recording.samples, (0..<16_000).map { Float($0) / 8_388_608 }))
    _ = recording.finish()
  }

  @Test func aDeviceThatFallsSilentIsLostWithinASecond() throws {
    let device = try FaultMicrophone(
      FaultMicrophone.countingFrames(1600), format: .s32LE, "end \"hold\"")
    let recording = try Recording(try Microphone(device: device.name))
    #expect(recording.collect { $0.samples.count == 1600 })
    let heard = MonotonicClock.now()
    #expect(recording.collect(seconds: 6) { $0.marks.last?.kind == .deviceLost })
    #expect(MonotonicClock.now() - heard < 1_000_000_000)
    #expect(recording.marks.last?.code == -ETIMEDOUT)
    #expect(recording.marks.last?.call == .silence)
    _ = recording.finish()
  }

  @Test func stopsWithinATenthOfASecond() throws {
    let device = try FaultMicrophone(FaultMicrophone.countingFrames(1600), format: .s32LE, "end \"silence\"")
    let recording = try Recording(try Microphone(device: device.name))
    #expect(recording.collect { $0.samples.count > 2000 })
    #expect(recording.finish() < 0.1)
    #expect(recording.kinds() == [.end])
  }

  /// UNDERTONE_HEAP_SECONDS: so much audio, 3600 for an hour.
  @Test(.enabled(if: heap_probe_is_active(), "a sanitizer brings its own allocator"))
  func makesNoHeapCallOnceItRuns() throws {
    let seconds = ProcessInfo.processInfo.environment["UNDERTONE_HEAP_SECONDS"].flatMap(UInt64.init) ?? 5
    let device = try FaultMicrophone(
      FaultMicrophone.countingFrames(160_000), format: .s32LE, "speed \(seconds > 60 ? 100 : 10) end \"silence\"")
    let recording = try Recording(try Microphone(device: device.name))
    #expect(recording.collect { $0.samples.count > 16_000 })
    let before = heap_probe_read(recording.counter)
    let end = recording.position + seconds * 16_000
    #expect(
      recording.collect(seconds: 60) {
        $0.forget()
        return $0.position >= end
      })
    #expect(heap_probe_read(recording.counter) - before == 0)
    #expect(before > 0)
    _ = recording.finish()
  }

  @Test func noMicrophoneSaysWhatThereIsAndHowToGoOn() throws {
    try FaultMicrophone.unplugAll()
    let error = #expect(throws: CaptureError.self) { try Microphone(device: "hw:77") }
    #expect(error?.exitCode == 69)
    let message = try #require(error?.message)
    #expect(message.contains("hw:77"))
    #expect(message.contains("snd_pcm_open"))
    #expect(message.contains(SoundCards().hint ?? "there are no capture devices here"))
    #expect(message.contains("--input FILE"))
    #expect(!message.contains("\n"))
  }

  @Test func anUnknownMicrophoneNamesTheOnesThereAre() throws {
    let device = try FaultMicrophone(FaultMicrophone.countingFrames(16), format: .s32LE)
    let error = #expect(throws: CaptureError.self) { try Microphone(device: "nonesuch") }
    #expect(error?.message.contains("capture devices: \(device.name)") == true)
    #expect(error?.message.contains("Unknown PCM nonesuch") == true)
  }

  @Test func aChannelThatTheDeviceLacksIsSaid() throws {
    let device = try FaultMicrophone(FaultMicrophone.countingFrames(16), format: .s32LE)
    let error = #expect(throws: CaptureError.self) { try Microphone(device: device.name, channel: .index(3)) }
    #expect(error?.exitCode == 69)
    #expect(error?.message.contains("it has 1…1 channels, not --channel 3") == true)
  }

  @Test func listsCaptureDevices() throws {
    let device = try FaultMicrophone(
      FaultMicrophone.countingFrames(16), format: .s24Packed, channels: 4, rateHz: 44100)
    #expect(
      captureDevices() == [
        CaptureDevice(
          name: device.name, description: "A test's microphone", formats: ["S24_3LE"], rates: [44100], channels: [4],
          problem: nil)
      ])
  }

  /// Every sample stands at the position of the frame that it is, up to what the stamps can tell after a gap, and time
  /// marks agree with positions.
  private func expectTruth(_ recording: Recording, toleranceFrames: Int) {
    let worst =
      zip(recording.samples, recording.positions)
      .map { abs(FaultMicrophone.frame($0) - Int($1)) }.max() ?? .max
    #expect(worst <= toleranceFrames)
    let beforeGap = recording.gaps().first.map { Int($0.position) } ?? 0
    #expect(SoundFile.same(recording.samples.prefix(beforeGap), (0..<beforeGap).map { Float($0) / 8_388_608 }))
    for gap in recording.gaps() {
      #expect(gap.lost > 0)
      #expect(recording.positions.contains(gap.position + gap.lost))
    }
  }
}
