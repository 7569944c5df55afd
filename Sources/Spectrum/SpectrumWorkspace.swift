/// What the frames of many streams are made with: FFT plan, window, bands and the blocks between them, 15 KB once instead of once a stream.
///
/// One thread at a time uses it: a frame is made whole before the next one, of whichever stream, begins.
public final class SpectrumWorkspace {
  /// What a hot function reaches through a pointer, because a class field would cost reference counting.
  struct Tools: ~Copyable {
    let spectrum: PowerSpectrum
    let bank: MelBank
    // SAFETY: owned by this value alone, freed with it.
    /// [binCount + MelBank.overhang]
    let power: UnsafeMutablePointer<Float>

    /// - Throws: `SpectrumError` when a number of the configuration cannot be.
    init(_ configuration: FeatureConfiguration) throws(SpectrumError) {
      try configuration.validate()
      spectrum = try PowerSpectrum(windowLength: configuration.windowLength, fftLength: configuration.fftLength)
      bank = MelBank(configuration)
      power = .allocate(capacity: configuration.binCount + MelBank.overhang)
      power.initialize(repeating: 0, count: configuration.binCount + MelBank.overhang)
    }

    deinit {
      power.deallocate()
    }

    /// frame [bandCount] ← the logarithms of a window's [windowLength] bands.   - Real-time: yes.
    @_noLocks borrowing func process(_ window: UnsafePointer<Float>, floor: Float, into frame: UnsafeMutablePointer<Float>) {
      spectrum.process(window, into: power)
      bank.process(power, floor: floor, into: frame)
    }
  }

  public let configuration: FeatureConfiguration
  // SAFETY: lives as long as this object, which every analyser keeps.
  let tools: UnsafeMutablePointer<Tools>

  /// - Throws: `SpectrumError` when a number of the configuration cannot be.
  public init(_ configuration: FeatureConfiguration) throws(SpectrumError) {
    let made = try Tools(configuration)
    self.configuration = configuration
    tools = .allocate(capacity: 1)
    tools.initialize(to: made)
  }

  deinit {
    tools.deinitialize(count: 1)
    tools.deallocate()
  }
}
