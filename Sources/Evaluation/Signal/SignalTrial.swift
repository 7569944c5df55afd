internal import Corpus
import Foundation
internal import Signal

/// The watch over the microphone on sound that is well, and on the same sound with something wrong.
enum SignalTrial {
  /// What one kind of sound brought, with the thresholds as they are or swept.
  struct Count: Sendable {
    var seconds = 0.0
    /// Times that a state was told, by state.
    var told: [SignalState: Int] = [:]
    /// By the swept state: times that it was told at each of the sweep's thresholds.
    var swept: [SignalState: [Int]] = [:]

    static func + (left: Count, right: Count) -> Count {
      var sum = left
      sum.seconds += right.seconds
      sum.told.merge(right.told, uniquingKeysWith: +)
      sum.swept.merge(right.swept) { zip($0, $1).map { $0 + $1 } }
      return sum
    }
  }

  /// How one fault fared.
  struct Detection: Sendable {
    var pieces = 0
    /// Seconds until the state was told, of the pieces in which it was.
    var seconds: [Double] = []
    /// Pieces in which another state was told instead.
    var others = 0
    /// Pieces found at each of the sweep's thresholds.
    var swept: [Int] = []

    static func + (left: Detection, right: Detection) -> Detection {
      var sum = left
      sum.pieces += right.pieces
      sum.seconds += right.seconds
      sum.others += right.others
      sum.swept = sum.swept.isEmpty ? right.swept : zip(sum.swept, right.swept).map { $0 + $1 }
      return sum
    }
  }

  struct Findings: Sendable {
    /// Name of the row, and what it brought; those of speakers first.
    var good: [(name: String, count: Count)] = []
    var faults: [Detection] = []
    /// What the watch takes of one processor's time, at 16 and at 48 kHz.
    var nanosecondsPerSample: [Double] = []
  }

  /// Seconds of sound in which a fault is looked for, and how many such pieces of one speaker.
  private static let pieceSeconds = 60
  private static let mostPieces = 3

  /// - Parameters:
  ///   - clips: of any corpora; a speaker's clips are one stream.
  ///   - recordings: sound without a speaker, at 16 kHz.
  static func run(
    _ clips: [Clip], recordings: [(name: String, samples: [Float])], threads: Int, watcher: Watcher
  ) throws -> Findings {
    let speakers = Dictionary(grouping: clips.filter { $0.note != "digital silence" }) { $0.speaker }.sorted { $0.key < $1.key }.map(
      \.value)
    let car = recordings.first { $0.name == NoiseBank.keptForTests }?.samples ?? []
    let meter = WorkMeter("signal", total: speakers.count, watcher)
    let parts = try Jobs.map(speakers.count, threads: threads, meter: meter) { index -> Findings in
      let sounds = speakers[index].compactMap { try? AudioDecoder.samples(of: $0.path) }
      var part = Findings()
      for clothes in SignalSound.allCases {
        if clothes == .inCar, car.isEmpty { continue }
        let name = clothes == .asRecorded ? "\(speakers[index][0].corpus.rawValue), as recorded" : clothes.rawValue
        part.good.append((name, count(blocks(clothes.stream(sounds, car: car)))))
      }
      part.faults = detections(SignalSound.asRecorded.stream(sounds, car: []))
      return part
    }
    var findings = merged(parts)
    findings.nanosecondsPerSample = [16_000, 48_000].map(cost)
    for recording in recordings {
      let length = max(recording.samples.count, 60 * 16_000)
      let looped = (0..<length).map { recording.samples[$0 % recording.samples.count] }
      findings.good.append(("noise recordings", count(blocks(SignalSound.sixteenBits(looped)))))
    }
    for sound in SyntheticSound.allCases {
      guard ![.silence, .directCurrent].contains(sound) else { continue }
      let isHum = sound == .hum50 || sound == .hum60
      for (number, level) in [Float(-20), -35, -50].enumerated() {
        let source = BackgroundSound(
          kind: sound.rawValue, holdsVoices: false, source: .synthetic(sound, seed: UInt64(number + 1)), seconds: 120, decibels: level)
        let name = isHum ? "made-up hum (hum is meant to be told)" : "made-up music, chimes, ticks, white noise"
        findings.good.append((name, count(blocks(SignalSound.sixteenBits(source.samples())))))
      }
    }
    var result = merged([findings])
    result.nanosecondsPerSample = findings.nanosecondsPerSample
    return result
  }

  /// The quickest of twenty runs over ten seconds of noise, as `StreamAnalysis` feeds it.
  private static func cost(rateHz: Int) -> Double {
    var random = RandomSource(seed: 1)
    let samples = (0..<10 * rateHz).map { _ in 0.1 * random.normal() }
    var watch = SignalWatch(rateHz: rateHz)
    let clock = ContinuousClock()
    let quickest = (0..<20).map { _ in
      clock.measure {
        for start in stride(from: 0, to: samples.count, by: rateHz / 100) {
          samples[start..<start + rateHz / 100].withUnsafeBufferPointer { block in
            var offset = 0
            while watch.nextChange(in: block, from: &offset) != nil {}
          }
        }
      }
    }.min()
    return (quickest ?? .zero) / .nanoseconds(1) / Double(samples.count)
  }

  private static func merged(_ parts: [Findings]) -> Findings {
    var result = Findings()
    var places: [String: Int] = [:]
    for part in parts {
      for (name, count) in part.good {
        if let place = places[name] {
          result.good[place].count = result.good[place].count + count
        } else {
          places[name] = result.good.count
          result.good.append((name, count))
        }
      }
      if result.faults.isEmpty {
        result.faults = part.faults
      } else if !part.faults.isEmpty {
        result.faults = zip(result.faults, part.faults).map { $0 + $1 }
      }
    }
    return result
  }

  static func blocks(_ samples: [Float]) -> [SignalBlock] {
    var watch = SignalWatch(rateHz: 16_000)
    var blocks: [SignalBlock] = []
    samples.withUnsafeBufferPointer { samples in
      var offset = 0
      while let block = watch.nextBlock(in: samples, from: &offset) { blocks.append(block) }
    }
    return blocks
  }

  /// - Returns: the changes, and the blocks after which they came.
  private static func judge(
    _ blocks: [SignalBlock], _ thresholds: SignalThresholds = SignalThresholds(), report: ChannelReport? = nil
  ) -> [(state: SignalState, block: Int)] {
    var judge = SignalJudge(blockSeconds: 0.1, thresholds)
    var changes: [(SignalState, Int)] = []
    for (index, block) in blocks.enumerated() {
      if let report, index % 10 == 0, index > 0 { judge.take(report) }
      if let change = judge.take(block) { changes.append((change.state, index + 1)) }
    }
    return changes
  }

  private static func count(_ blocks: [SignalBlock]) -> Count {
    var count = Count()
    count.seconds = Double(blocks.count) / 10
    for change in judge(blocks) where change.state != .ok { count.told[change.state, default: 0] += 1 }
    for sweep in SignalSweep.all {
      count.swept[sweep.state] = sweep.thresholds.map { thresholds in judge(blocks, thresholds).count { $0.state == sweep.state } }
    }
    return count
  }

  private static func detections(_ stream: [Float]) -> [Detection] {
    let length = pieceSeconds * 16_000
    var pieces = stride(from: 0, to: stream.count - length + 1, by: length).prefix(mostPieces).map { Array(stream[$0..<$0 + length]) }
    if pieces.isEmpty, stream.count >= length / 2 { pieces = [stream] }
    return SignalFault.all.map { fault in
      pieces.map { piece -> Detection in
        let blocks = blocks(fault.apply(piece))
        var detection = Detection()
        detection.pieces = 1
        let changes = judge(blocks, report: fault.report)
        if let found = changes.first(where: { $0.state == fault.expected }) {
          detection.seconds = [Double(found.block) / 10]
        } else if changes.contains(where: { $0.state != .ok }) {
          detection.others = 1
        }
        if let sweep = SignalSweep.all.first(where: { $0.state == fault.expected }) {
          detection.swept = sweep.thresholds.map { thresholds in
            judge(blocks, thresholds, report: fault.report).contains { $0.state == fault.expected } ? 1 : 0
          }
        }
        return detection
      }.reduce(Detection(), +)
    }
  }
}

/// One threshold in several positions: a receiver operating characteristic.
struct SignalSweep: Sendable {
  var state: SignalState
  var values: [String]
  var thresholds: [SignalThresholds]
  /// Which position is the product's.
  var own: Int

  private init(_ state: SignalState, _ key: WritableKeyPath<SignalThresholds, Float>, _ values: [Float]) {
    self.state = state
    self.values = values.map { "\($0)" }
    thresholds = values.map { value in
      var thresholds = SignalThresholds()
      thresholds[keyPath: key] = value
      return thresholds
    }
    let product = SignalThresholds()[keyPath: key]
    own = values.firstIndex(of: product) ?? -1
  }

  static var all: [SignalSweep] {
    [
      SignalSweep(.dead, \.deadSeconds, [0.3, 0.5, 1, 2, 3, 4]), SignalSweep(.stuckBits, \.stuckSeconds, [1, 2, 3, 5]),
      SignalSweep(.wrongRate, \.slowness, [0, 1, 2, 3, 4, 5, 5.5, 6, 7, 8]),
      SignalSweep(.clipping, \.clippedShare, [0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.04]),
      SignalSweep(.hum, \.humDecibels, [-15, -10, -6, -3, 0, 3, 6]),
      SignalSweep(.tooQuiet, \.quietDecibels, [-50, -54, -58, -62, -66, -70, -74]),
      SignalSweep(.dcOffset, \.offset, [0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.04]),
    ]
  }
}
