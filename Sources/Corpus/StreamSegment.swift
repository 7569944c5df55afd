import Foundation

/// Background and the clip after it, as raw steps: what a lane is made of.
struct StreamSegment {
  private(set) var clip: Clip?
  private(set) var gapSteps = 0
  /// Whether the voice still has the speaker's gender; one that was warped far may have the other.
  private(set) var keepsGender = true
  /// Raw, `[steps, F]`.
  private(set) var features: [Float] = []
  /// 1 where somebody speaks, `[steps]`.
  private(set) var speech: [Float] = []
  /// Where in the clip, in its own frames, the voice begins, and how many of them one frame lasts.
  private var firstFrame: Float = 0
  private var stretch: Float = 1

  var stepCount: Int { speech.count }

  /// Nothing.
  init() {}

  init(
    _ clip: Clip, gapSteps: Int, _ material: StreamMaterial, environment: inout LaneEnvironment?,
    random: inout RandomSource
  ) {
    let configuration = material.configuration
    let (bands, stack) = (configuration.bandCount, configuration.stackedFrames)
    self.clip = clip
    self.gapSteps = gapSteps
    let first = random.index(stack)
    firstFrame = Float(first)
    let changed = material.augmenter.voice(
      Self.frames(of: clip, from: first, material), warpedBy: material.recipe.vocalTractBands(of: clip.corpus), &random)
    stretch = changed.stretch
    keepsGender = abs(changed.warpBands) <= Self.sameGenderBands
    var voice = changed.frames
    let steps = voice.count / bands / stack
    voice.removeLast(voice.count - steps * stack * bands)
    speech = [Float](repeating: 0, count: gapSteps) + Self.speech(in: voice, material)

    let power = material.domain.power(voice)
    var background = Self.background(frames: gapSteps * stack, under: voice, power, material, &random)
    Self.enter(&environment, power, material, &random)
    material.augmenter.addFloor(&voice, &random)
    if environment != nil {
      environment?.add(to: &background, material.noise)
      environment?.add(to: &voice, material.noise)
      environment?.clipsLeft -= 1
      if environment?.clipsLeft == 0 { environment = nil }
    }
    material.augmenter.mask(&voice, &random)
    features = background + voice
  }

  /// 6 % of the band's number: on the mel scale 7 to 12 % of the first formants' frequencies, of which men's and women's lie 15 to 20 %
  /// apart (Peterson and Barney, JASA 24(2), 1952).
  private static let sameGenderBands: Float = 4

  /// Where in the clip step `step` of the voice lies, in steps of the clip as it was recorded.
  /// - Parameter stack: frames a step.
  func place(of step: Int, stack: Int) -> Float {
    let middle = Float(stack - 1) / 2
    return (firstFrame + (Float(step * stack) + middle) * stretch - middle) / Float(stack)
  }

  /// The clip's frames from one of the first few on, so that clips begin anywhere in a step.
  private static func frames(of clip: Clip, from first: Int, _ material: StreamMaterial) -> [Float] {
    let bands = material.configuration.bandCount
    let count = material.store.entry(clip.path).frames - first
    return [Float](unsafeUninitializedCapacity: count * bands) { buffer, filled in
      if let base = buffer.baseAddress { material.store.copy(clip.path, first: first, count: count, into: base) }
      filled = count * bands
    }
  }

  /// Steps louder than 35 % of the way from the clip's quiet (8th percentile) to its loudest step.
  private static func speech(in voice: [Float], _ material: StreamMaterial) -> [Float] {
    let levels = material.domain.loudness(voice, material.statistics)
    guard let loudest = levels.max() else { return [] }
    let quiet = levels.sorted()[levels.count * 8 / 100]
    return levels.map { $0 > quiet + 0.35 * (loudest - quiet) ? 1 : 0 }
  }

  /// Digital silence, another room, or the clip's own background, with or without a recording in it.
  private static func background(
    frames: Int, under voice: [Float], _ power: Float, _ material: StreamMaterial, _ random: inout RandomSource
  ) -> [Float] {
    let recipe = material.recipe
    let kind = random.unit()
    let silence = material.domain.silence(frames)
    if kind < recipe.silence { return silence }
    let isOtherRoom = kind < recipe.silence + recipe.otherRoom
    let isMixed = !isOtherRoom && kind < recipe.silence + recipe.otherRoom + recipe.quietNoise
    var out = silence
    if !isOtherRoom {
      out = material.domain.background(frames, like: voice, material.statistics, &random)
    }
    if isOtherRoom || isMixed {
      let ratio = random.uniform(Float(recipe.quietRatio.lowerBound), Float(recipe.quietRatio.upperBound))
      var noise = LaneEnvironment.drawn(material.noise, level: power - decibels(ratio), clips: 1, &random)
      noise?.add(to: &out, material.noise)
    }
    return out
  }

  /// Begins a noisy stretch now and then.
  private static func enter(
    _ environment: inout LaneEnvironment?, _ power: Float, _ material: StreamMaterial, _ random: inout RandomSource
  ) {
    let recipe = material.recipe
    guard environment == nil, random.chance(recipe.noise) else { return }
    let ratio = random.uniform(Float(recipe.noiseRatio.lowerBound), Float(recipe.noiseRatio.upperBound))
    environment = LaneEnvironment.drawn(
      material.noise, level: power - decibels(ratio), clips: Int.random(in: recipe.noisyClips, using: &random),
      &random)
  }

  /// Decibels of power as natural logarithm.
  private static func decibels(_ value: Float) -> Float { value * log(10) / 10 }
}
