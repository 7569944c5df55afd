internal import CFFTW
internal import CKernels
internal import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// The power spectrum of one window of samples.
///
///     window [W] → Hann → zeros to N → real FFT → |X|²/Σw² [N/2 + 1]
///
/// - Units: samples −1…1; power so that white noise of variance σ² gives σ² in every bin.
/// - Source: Harris, "On the use of windows", Proc. IEEE 66(1), 1978 (periodic Hann); Frigo and Johnson, FFTW3, Proc. IEEE 93(2), 2005.
struct PowerSpectrum: ~Copyable {
  let windowLength: Int
  let fftLength: Int
  let binCount: Int
  // SAFETY: owned by this value alone, which cannot be copied, and freed with it.
  private let window: UnsafeMutablePointer<Float>
  private let input: UnsafeMutablePointer<Float>
  private let output: UnsafeMutablePointer<fftwf_complex>
  private let plan: fftwf_plan

  /// FFTW's planner is the one part of it that two threads must not enter together.
  private static let planner = Mutex(())

  /// - Throws: `SpectrumError` when FFTW has no plan for the length.
  init(windowLength: Int, fftLength: Int) throws(SpectrumError) {
    let samples: UnsafeMutablePointer<Float>? = fftwf_alloc_real(fftLength)
    let bins: UnsafeMutablePointer<fftwf_complex>? = fftwf_alloc_complex(fftLength / 2 + 1)
    guard let samples, let bins else {
      throw SpectrumError("no memory for an FFT of \(fftLength) points")
    }
    // FFTW_ESTIMATE (1 << 6): planning takes half a millisecond and looks at no clock, so it is the same plan, and the same numbers, at
    // every start; MEASURE is 9 % quicker and is not (Tests/Benchmarks/README.md).
    // SAFETY: the plan and its blocks are this value's alone; only the planner is shared, and it is locked.
    nonisolated(unsafe) let (input, output) = (samples, bins)
    nonisolated(unsafe) var made: fftwf_plan?
    Self.planner.withLock { _ in made = fftwf_plan_dft_r2c_1d(Int32(fftLength), input, output, 1 << 6) }
    guard let plan = made else {
      fftwf_free(input)
      fftwf_free(output)
      throw SpectrumError("FFTW has no plan for a real FFT of \(fftLength) points")
    }
    self.windowLength = windowLength
    self.fftLength = fftLength
    binCount = fftLength / 2 + 1
    self.input = input
    self.output = output
    self.plan = plan
    input.update(repeating: 0, count: fftLength)
    window = .allocate(capacity: windowLength)
    // Periodic Hann, scaled by 1/√Σw², so that no division is left for the bins.
    var energy = 0.0
    for index in 0..<windowLength {
      let value = 0.5 - 0.5 * cos(2 * Double.pi * Double(index) / Double(windowLength))
      energy += value * value
      (window + index).initialize(to: Float(value))
    }
    for index in 0..<windowLength { window[index] *= Float(1 / energy.squareRoot()) }
  }

  deinit {
    window.deallocate()
    fftwf_free(input)
    fftwf_free(output)
    nonisolated(unsafe) let plan = plan  // SAFETY: as in `init`.
    Self.planner.withLock { _ in fftwf_destroy_plan(plan) }
  }

  /// - Shapes: `samples` [windowLength], `power` [binCount].   - Real-time: yes.
  @_noLocks borrowing func process(_ samples: UnsafePointer<Float>, into power: UnsafeMutablePointer<Float>) {
    let (plan, window, input, windowLength, binCount) = (plan, window, input, windowLength, binCount)
    let pairs = UnsafeMutableRawPointer(output).assumingMemoryBound(to: Float.self)
    _unsafePerformance {
      ck_product(samples, window, windowLength, input)
      fftwf_execute(plan)
      ck_power(pairs, binCount, power)
    }
  }
}
