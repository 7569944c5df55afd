/// Every number of the feature path. It travels in the model file: a model is only fed with the features that it was trained on.
///
///     logmel    16 kHz samples → windows of 25 ms every 10 ms → Hann → FFT → power → mel bands → log ┐
///     spectrum  16 kHz samples → windows of 25 ms every 10 ms → Hann → FFT → power → log             ┼→ four frames a step → level removed
///     waveform  16 kHz samples → windows of 25 ms every 10 ms → the newest 10 ms as they are         ┘
///
/// All three keep the same time: a step ends with the same sample whichever made it.
public struct FeatureConfiguration: Codable, Equatable, Sendable {
  /// Which front end makes a frame's numbers.
  public enum FrontEnd: String, Codable, Sendable, CaseIterable {
    /// Natural logarithm of the power in mel bands.
    case logmel
    /// Natural logarithm of the power in each bin of the FFT.
    case spectrum
    /// The hop's samples themselves: the network's affine layer has to learn its own filters.
    case waveform
  }

  public var frontEnd = FrontEnd.logmel
  public var sampleRateHz = 16_000
  /// Samples in one frame's window (25 ms).
  public var windowLength = 400
  /// Samples from one frame to the next (10 ms).
  public var hopLength = 160
  /// Points of the FFT; the window is padded with zeros to it.
  public var fftLength = 512
  /// Numbers in one frame: mel bands, bins of the FFT (257) or samples of the hop (160).
  public var bandCount = 64
  public var lowHz: Float = 40
  public var highHz: Float = 7_800
  /// Added to a band's power before the logarithm: −90 dB of a full-scale sine's, the noise of 16-bit samples.
  public var floor: Float = 1e-9
  /// Frames in one step of the network.
  public var stackedFrames = 4
  /// Time constant of the level normaliser.
  public var levelSeconds: Float = 1.5

  /// The default features.
  public init() {}

  /// The default numbers for a front end.
  public init(_ frontEnd: FrontEnd) {
    self.frontEnd = frontEnd
    switch frontEnd {
    case .logmel: break
    case .spectrum: bandCount = binCount
    case .waveform: bandCount = hopLength
    }
  }

  /// Values in one step: the network's input width.
  public var featureCount: Int { stackedFrames * bandCount }
  public var binCount: Int { fftLength / 2 + 1 }
  /// Samples from one step's end to the next's (640).
  public var stepLength: Int { stackedFrames * hopLength }
  /// Where the first step ends, in samples (880, 55 ms).
  public var firstStepEnd: Int { (stackedFrames - 1) * hopLength + windowLength }
  public var stepSeconds: Double { Double(stepLength) / Double(sampleRateHz) }

  /// - Throws: `SpectrumError` naming the number that cannot be.
  package func validate() throws(SpectrumError) {
    func require(_ holds: Bool, _ what: String) throws(SpectrumError) {
      if !holds { throw SpectrumError("the model's features cannot be computed: \(what)") }
    }
    try require(sampleRateHz == 16_000, "sample rate \(sampleRateHz) Hz, expected 16000")
    try require((16...4096).contains(windowLength), "window of \(windowLength) samples, expected 16 to 4096")
    try require((1...windowLength).contains(hopLength), "hop of \(hopLength) samples, expected 1 to the window's \(windowLength)")
    try require((windowLength...8192).contains(fftLength), "FFT of \(fftLength) points for a window of \(windowLength)")
    try require(Self.isSmooth(fftLength) && fftLength % 2 == 0, "FFT length \(fftLength) is not an even product of 2, 3 and 5")
    switch frontEnd {
    case .logmel: try require((1...256).contains(bandCount), "\(bandCount) bands, expected 1 to 256")
    case .spectrum: try require(bandCount == binCount, "\(bandCount) bands of a spectrum with \(binCount) bins")
    case .waveform: try require(bandCount == hopLength, "\(bandCount) samples a frame for a hop of \(hopLength)")
    }
    try require(lowHz >= 0 && lowHz < highHz && highHz <= Float(sampleRateHz) / 2, "bands from \(lowHz) to \(highHz) Hz")
    try require(floor > 0 && floor.isFinite, "floor \(floor), expected above 0")
    try require((1...64).contains(stackedFrames), "\(stackedFrames) frames a step, expected 1 to 64")
    try require(levelSeconds > 0 && levelSeconds.isFinite, "level time constant \(levelSeconds) s, expected above 0")
  }

  /// FFTW allocates while it executes other lengths (measured: 4–8 heap calls an FFT at 401, 397, 1009).
  private static func isSmooth(_ length: Int) -> Bool {
    var rest = length
    for prime in [2, 3, 5] { while rest % prime == 0 { rest /= prime } }
    return rest == 1
  }
}

extension FeatureConfiguration {
  /// Model files from before there was a choice say nothing of the front end: theirs is `logmel`.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    frontEnd = try values.decodeIfPresent(FrontEnd.self, forKey: .frontEnd) ?? .logmel
    sampleRateHz = try values.decode(Int.self, forKey: .sampleRateHz)
    windowLength = try values.decode(Int.self, forKey: .windowLength)
    hopLength = try values.decode(Int.self, forKey: .hopLength)
    fftLength = try values.decode(Int.self, forKey: .fftLength)
    bandCount = try values.decode(Int.self, forKey: .bandCount)
    lowHz = try values.decode(Float.self, forKey: .lowHz)
    highHz = try values.decode(Float.self, forKey: .highHz)
    floor = try values.decode(Float.self, forKey: .floor)
    stackedFrames = try values.decode(Int.self, forKey: .stackedFrames)
    levelSeconds = try values.decode(Float.self, forKey: .levelSeconds)
  }
}
