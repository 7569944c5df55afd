/// Every number of the feature path. It travels in the model file: a model is only fed with the features that it was trained on.
///
///     16 kHz samples → frames of 25 ms every 10 ms → Hann → FFT → power → mel bands → log → four frames a step → level removed
public struct FeatureConfiguration: Codable, Equatable, Sendable {
  /// Which front end makes a frame's numbers.
  public enum FrontEnd: String, Codable, Sendable {
    /// Natural logarithm of the power in mel bands.
    case logmel
  }

  public var frontEnd = FrontEnd.logmel
  public var sampleRateHz = 16_000
  /// Samples in one frame's window (25 ms).
  public var windowLength = 400
  /// Samples from one frame to the next (10 ms).
  public var hopLength = 160
  /// Points of the FFT; the window is padded with zeros to it.
  public var fftLength = 512
  public var bandCount = 64
  public var lowHz: Float = 40
  public var highHz: Float = 7_800
  /// Added to a band's power before the logarithm: −90 dB of a full-scale sine's, the noise of 16-bit samples.
  public var floor: Float = 1e-9
  /// Frames in one step of the network.
  public var stackedFrames = 4
  /// Time constant of the level normaliser.
  public var levelSeconds: Float = 1.5

  public init() {}

  /// Values in one step: the network's input width.
  public var featureCount: Int { stackedFrames * bandCount }
  public var binCount: Int { fftLength / 2 + 1 }
  /// Samples from one step's end to the next's (640).
  public var stepLength: Int { stackedFrames * hopLength }
  /// Where the first step ends, in samples (880, 55 ms).
  public var firstStepEnd: Int { (stackedFrames - 1) * hopLength + windowLength }
  public var stepSeconds: Double { Double(stepLength) / Double(sampleRateHz) }

  /// - Throws: `SpectrumError` naming the number that cannot be.
  func validate() throws(SpectrumError) {
    func require(_ holds: Bool, _ what: String) throws(SpectrumError) {
      if !holds { throw SpectrumError("the model's features cannot be computed: \(what)") }
    }
    try require(sampleRateHz == 16_000, "sample rate \(sampleRateHz) Hz, expected 16000")
    try require((16...4096).contains(windowLength), "window of \(windowLength) samples, expected 16 to 4096")
    try require((1...windowLength).contains(hopLength), "hop of \(hopLength) samples, expected 1 to the window's \(windowLength)")
    try require((windowLength...8192).contains(fftLength), "FFT of \(fftLength) points for a window of \(windowLength)")
    try require(Self.isSmooth(fftLength) && fftLength % 2 == 0, "FFT length \(fftLength) is not an even product of 2, 3 and 5")
    try require((1...256).contains(bandCount), "\(bandCount) bands, expected 1 to 256")
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
