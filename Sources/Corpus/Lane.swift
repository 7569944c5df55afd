internal import CTraining
import Foundation
internal import Spectrum

/// One endless stream for training: background, clip, background, clip, … with what should be said at each step.
///
///     clip frames → voice → (+ floor, + real noise) → masks ┐
///     background: its own, real noise or silence  ──────────┴→ steps → causal normaliser → chunk
///
/// The same seed gives the same stream. Legend: F features a step, C emotions.
package final class Lane {
  private let material: StreamMaterial
  private var random: RandomSource
  private var normaliser: CausalNormaliser
  private var order: [Int]
  private var next = 0
  private var environment: LaneEnvironment?
  private var pending = StreamSegment()
  /// The clip before `pending`'s, and whether its voice kept the speaker's gender.
  private var previous: (clip: Clip?, keepsGender: Bool) = (nil, true)
  private var at = 0  // steps of `pending` that were taken
  private var fresh = true

  /// - Throws: `CorpusError` when the material's statistics are not the configuration's.
  package init(_ material: StreamMaterial, seed: UInt64, stream: UInt64) throws(CorpusError) {
    self.material = material
    random = RandomSource(seed: seed, stream: stream)
    order = material.drawOrder(&random)
    do {
      normaliser = try CausalNormaliser(material.configuration, material.statistics)
    } catch {
      throw CorpusError("\(error)")
    }
  }

  /// Whether the lane should begin anew now, drawn with the recipe's probability.
  package func drawsRestart() -> Bool { random.chance(material.recipe.restart) }

  /// Begins anew: level, noise and clip, as when a microphone is switched on.
  package func restart() {
    normaliser.reset()
    environment = nil
    pending = StreamSegment()
    previous = (nil, true)
    at = 0
    fresh = true
  }

  /// Writes the next T steps into the rows of lane `index`.
  package func fill(_ chunk: Chunk, lane index: Int) {
    let (width, emotions) = (chunk.featureCount, Emotion.allCases.count)
    for step in 0..<chunk.steps {
      if at == pending.stepCount { makeSegment() }
      let row = step * chunk.lanes + index
      let features = chunk.features.base + row * width
      pending.features.withUnsafeBufferPointer { buffer in
        if let base = buffer.baseAddress { features.update(from: base + at * width, count: width) }
      }
      normaliser.process(features)
      let seconds = Float(at + 1) * Float(material.configuration.stepSeconds)
      let isGap = at < pending.gapSteps
      let heard = isGap ? previous : (clip: pending.clip, keepsGender: pending.keepsGender)
      let clip = isGap && seconds > material.recipe.holdSeconds ? nil : heard.clip
      let age = isGap ? .infinity : seconds - Float(pending.gapSteps) * Float(material.configuration.stepSeconds)
      chunk.speech.base[row] = pending.speech[at]
      chunk.emphasis.base[row] = clip == nil ? 0 : min(1, age / Self.fullEmphasisSeconds)
      chunk.gender.base[row] = Float(heard.keepsGender ? clip?.gender?.rawValue ?? -1 : -1)
      chunk.importance.base[row] = clip?.emotion.map { material.importance[$0.rawValue] } ?? 0
      for emotion in 0..<emotions { chunk.goal.base[row * emotions + emotion] = 0 }
      for emotion in 0..<emotions { chunk.allowed.base[row * emotions + emotion] = 1 }
      chunk.taught.base[row] = 0
      if let clip {
        setGoal(clip, chunk.goal.base + row * emotions)
        if !isGap { setTeacher(clip, step: at - pending.gapSteps, chunk, row) }
        for emotion in Emotion.allCases where !clip.emotions.contains(emotion) {
          chunk.allowed.base[row * emotions + emotion.rawValue] = 0
        }
      }
      at += 1
    }
  }

  /// The label, mixed with the teacher's soft one where there is one.
  private func setGoal(_ clip: Clip, _ goal: UnsafeMutablePointer<Float>) {
    guard let emotion = clip.emotion else { return }
    goal[emotion.rawValue] = 1
    guard let entry = material.teacher?.entry(clip.key) else { return }
    let share = material.recipe.softLabels
    for emotion in 0..<8 { goal[emotion] += share * (entry.soft[emotion] - goal[emotion]) }
  }

  /// The teacher's frame of some steps ago.
  private func setTeacher(_ clip: Clip, step: Int, _ chunk: Chunk, _ row: Int) {
    guard let teacher = material.teacher, let entry = teacher.entry(clip.key), step >= teacher.delaySteps else { return }
    let place = pending.place(of: step - teacher.delaySteps, stack: material.configuration.stackedFrames)
    if teacher.copy(entry, at: place, into: chunk.teacher.base + row * teacher.width) { chunk.taught.base[row] = 1 }
  }

  /// An estimate matters fully once it has heard this much of a clip.
  private static let fullEmphasisSeconds: Float = 1.5

  private func makeSegment() {
    while next == order.count {
      next = 0
      order = material.drawOrder(&random)
    }
    let clip = material.clips[order[next]]
    next += 1
    // A stream that has just begun often begins with speech at once.
    let gap = fresh && random.chance(0.5) ? 0 : drawGap()
    fresh = false
    previous = (pending.clip, pending.keepsGender)
    pending = StreamSegment(clip, gapSteps: gap, material, environment: &environment, random: &random)
    at = 0
  }

  /// Steps of background before the next clip.
  private func drawGap() -> Int {
    var draw = random.unit()
    let gaps = material.recipe.gaps
    let gap = gaps.first { gap in
      draw -= gap.share
      return draw < 0
    }
    guard let gap = gap ?? gaps.last else { return 0 }
    return Int(random.uniform(gap.from, gap.to) / Float(material.configuration.stepSeconds))
  }
}
