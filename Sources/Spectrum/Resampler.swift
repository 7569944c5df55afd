internal import CSpeexDSP

/// Converts any sample rate to the feature path's, chunk by chunk, with the filter's delay taken out.
///
/// Output sample k stands for the time k/to, so positions in the stream keep their meaning.
/// - Source: SpeexDSP's resampler (windowed sinc, J. O. Smith's "Digital Audio Resampling"); quality 8: 160 taps at the lower rate,
///   a delay of 5 ms, pass band to 94.5 % of the lower Nyquist frequency.
public struct Resampler: ~Copyable {
  public let inputRateHz: Int
  public let outputRateHz: Int
  // SAFETY: owned by this value alone, freed with it.
  private let converter: OpaquePointer
  private static let quality: Int32 = 8

  /// - Throws: `SpectrumError` for rates outside 4 to 768 kHz or when SpeexDSP refuses.
  public init(from inputRateHz: Int, to outputRateHz: Int) throws(SpectrumError) {
    guard (4_000...768_000).contains(inputRateHz), (4_000...768_000).contains(outputRateHz) else {
      throw SpectrumError("cannot resample from \(inputRateHz) Hz to \(outputRateHz) Hz; rates from 4000 to 768000 Hz are known")
    }
    var code: Int32 = 0
    let converter = speex_resampler_init(1, UInt32(inputRateHz), UInt32(outputRateHz), Self.quality, &code)
    guard let converter, code == 0 else {
      throw SpectrumError(
        "SpeexDSP cannot resample from \(inputRateHz) Hz to \(outputRateHz) Hz (\(String(cString: speex_resampler_strerror(code))))")
    }
    self.inputRateHz = inputRateHz
    self.outputRateHz = outputRateHz
    self.converter = converter
    speex_resampler_skip_zeros(converter)
  }

  deinit {
    speex_resampler_destroy(converter)
  }

  /// Input samples that an output sample waits for: half the filter.
  public var delay: Int { Int(speex_resampler_get_input_latency(converter)) }

  /// As new.
  @_noLocks public mutating func reset() {
    let converter = converter
    _unsafePerformance {
      _ = speex_resampler_reset_mem(converter)
      _ = speex_resampler_skip_zeros(converter)
    }
  }

  /// - Returns: how many samples were taken from `input` and written to `output`; fewer than `input` holds only when `output` is full.
  /// - Real-time: yes (SpeexDSP allocates only when rates change).
  @_noLocks public mutating func process(
    _ input: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>
  ) -> (consumed: Int, produced: Int) {
    var (taken, made) = (UInt32(truncatingIfNeeded: input.count), UInt32(truncatingIfNeeded: output.count))
    let (converter, source, target) = (converter, input.baseAddress, output.baseAddress)
    _unsafePerformance {
      // Its error codes name null pointers and overlapping blocks only.
      _ = speex_resampler_process_float(converter, 0, source, &taken, target, &made)
    }
    return (Int(taken), Int(made))
  }
}

extension Resampler {
  /// Pushes one sample through.
  /// - Returns: how many samples came out.   - Real-time: yes.
  @_noLocks public mutating func push(_ sample: UnsafePointer<Float>, into output: UnsafeMutableBufferPointer<Float>) -> Int {
    process(UnsafeBufferPointer(start: sample, count: 1), into: output).produced
  }

  /// A whole signal, with the filter's tail: `samples.count · to / from` samples, rounded up.
  public mutating func resample(_ samples: [Float]) -> [Float] {
    reset()
    let count = (samples.count * outputRateHz + inputRateHz - 1) / inputRateHz
    let padded = samples + [Float](repeating: 0, count: 2 * delay + inputRateHz / outputRateHz + 1)
    return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      var offset = 0
      padded.withUnsafeBufferPointer { input in
        while filled < count, offset < input.count {
          let rest = UnsafeMutableBufferPointer(rebasing: buffer[filled..<count])
          let moved = process(UnsafeBufferPointer(rebasing: input[offset...]), into: rest)
          if moved == (0, 0) { break }
          offset += moved.consumed
          filled += moved.produced
        }
      }
    }
  }
}
