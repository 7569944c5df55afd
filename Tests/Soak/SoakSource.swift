import Capture
import Foundation
import Ring
import Synchronization
import TestSupport

/// What was played.
struct SoakTruth: Codable {
  var position: UInt64 = 0
  var lost: UInt64 = 0
  var gaps = 0
  var probes = 0
  var heapCalls: Int?
}

/// A microphone's month, as fast as it is listened to: stretches of sound, and faults between them.
///
/// Every day begins with a loss of twenty seconds, after which nothing is remembered, and then the same five seconds of speech.
final class SoakSource: Source {
  let format = InputFormat(kind: "soak", name: "soak", rateHz: 16_000, channels: 1, format: "FLOAT_LE")
  private let sounds: SoakSounds
  private let endPosition: UInt64
  private let deadline: Date
  private let position = Atomic<UInt64>(0)
  private let played = Mutex(SoakTruth())
  static let dayFrames: UInt64 = 86_400 * 16_000

  init(sounds: SoakSounds, days: Double, minutes: Double) {
    self.sounds = sounds
    deadline = minutes.isFinite ? Date(timeIntervalSinceNow: 60 * minutes) : .distantFuture
    endPosition = UInt64(days * Double(Self.dayFrames))
  }

  /// How far it is, in frames.
  var framesPlayed: UInt64 { position.load(ordering: .relaxed) }
  var truth: SoakTruth { played.withLock { $0 } }

  func run(samples: consuming SampleRing.Producer, marks: consuming MarkRing.Producer, doorbell: Doorbell, stop: StopFlag) {
    var player = Player(samples: samples, marks: marks, doorbell: doorbell, stop: stop)
    var random = SplitMix64(seed: 30)
    // Something before the first day's probe, too: a stream's very first step brings an estimate of its own.
    var sound: [Float] = []
    sound.reserveCapacity(SoakSounds.longestStretch)
    sounds.stretch(&random, into: &sound)
    player.play(sound)
    var day: UInt64 = 0
    while player.position < endPosition, Date() < deadline, !stop.isStopped {
      if player.position >= day * Self.dayFrames {
        day += 1
        // To a whole number of estimates' intervals, so that they fall on the same places of the probe.
        player.lose(320_000 + (16_000 - player.position % 16_000) % 16_000, .device)
        player.play(sounds.probe)
      }
      sounds.stretch(&random, into: &sound)
      player.play(sound)
      if Double.random(in: 0..<1, using: &random) < 0.2 { fault(&player, &random) }
      position.store(player.position, ordering: .relaxed)
    }
    let truth = SoakTruth(position: player.position, lost: player.lost, gaps: player.gaps, probes: Int(day))
    played.withLock { $0 = truth }
    player.mark(.end)
  }

  private func fault(_ player: inout Player, _ random: inout SplitMix64) {
    let frames = UInt64(pow(10, Double.random(in: 1...5.5, using: &random)))
    switch Int.random(in: 0..<4, using: &random) {
    case 0: player.lose(frames, .overrun)
    case 1: player.lose(frames, .suspend)
    case 2: player.lose(frames, .ringFull)
    default:
      player.mark(.deviceLost, code: -19)
      player.lose(frames, .device)
      player.mark(.deviceRestored)
    }
  }
}

/// Writes to the rings and waits for room.
private struct Player: ~Copyable {
  let samples: SampleRing.Producer
  let marks: MarkRing.Producer
  let doorbell: Doorbell
  let stop: StopFlag
  private let began = Int64(DispatchTime.now().uptimeNanoseconds)
  private(set) var position: UInt64 = 0
  private(set) var lost: UInt64 = 0
  private(set) var gaps = 0

  init(samples: consuming SampleRing.Producer, marks: consuming MarkRing.Producer, doorbell: Doorbell, stop: StopFlag) {
    self.samples = samples
    self.marks = marks
    self.doorbell = doorbell
    self.stop = stop
  }

  private var nanoseconds: Int64 { began + Int64(Double(position) * 62_500) }

  mutating func play(_ sound: [Float]) {
    var at = 0
    while at < sound.count, !stop.isStopped {
      let count = min(1600, sound.count - at)
      write(Mark(kind: .time, position: position, nanoseconds: nanoseconds))
      while samples.freeCount < count, !stop.isStopped { wait() }
      _ = samples.write(sound.span.extracting(at..<at + count))
      position += UInt64(count)
      at += count
      doorbell.ring()
    }
  }

  mutating func lose(_ frames: UInt64, _ cause: Mark.Cause) {
    let from = position
    position += frames
    write(Mark(kind: .gap, cause: cause, position: from, lost: frames, nanoseconds: nanoseconds))
    lost += frames
    gaps += 1
  }

  mutating func mark(_ kind: Mark.Kind, code: Int32 = 0) {
    write(Mark(kind: kind, position: position, nanoseconds: nanoseconds, code: code))
  }

  private func write(_ mark: Mark) {
    while !marks.write(mark), !stop.isStopped { wait() }
    doorbell.ring()
  }

  private func wait() {
    doorbell.ring()
    usleep(200)
  }
}
