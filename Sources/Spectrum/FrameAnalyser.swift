/// Frames of an endless signal: the last `windowLength` samples, every `hopLength`.
///
///     samples, any chunking → history [window] ┬ logmel    |FFT|² [bins] → mel [bands] → ln
///                                              ├ spectrum  |FFT|² [bins] → ln
///                                              └ waveform  the newest [hop]
///
/// Frame k covers samples k·hop ..< k·hop + window, however the samples were cut into chunks; the frames of `waveform`, end to end,
/// are the signal itself from sample window − hop on.
/// - Units: in −1…1; out natural logarithm of power, or for `waveform` as in.
public struct FrameAnalyser: ~Copyable {
  public let configuration: FeatureConfiguration
  /// Keeps `tools` alive.
  private let workspace: SpectrumWorkspace
  // SAFETY: see SpectrumWorkspace.tools; only the thread of this stream, and of all that share the workspace, reaches it.
  private let tools: UnsafeMutablePointer<SpectrumWorkspace.Tools>
  // SAFETY: owned by this value alone, freed with it.
  /// [windowLength]: the samples of the frame under way, `filled` of them so far.
  private let history: UnsafeMutablePointer<Float>
  private var filled = 0

  /// - Parameter shared: the workspace of other streams of the same thread; nil: one of its own.
  /// - Throws: `SpectrumError` when a number of the configuration cannot be.
  public init(_ configuration: FeatureConfiguration, shared: SpectrumWorkspace? = nil) throws(SpectrumError) {
    precondition(shared == nil || shared?.configuration == configuration, "a workspace for other features")
    let workspace = if let shared { shared } else { try SpectrumWorkspace(configuration) }
    self.configuration = configuration
    self.workspace = workspace
    tools = workspace.tools
    history = .allocate(capacity: configuration.windowLength)
    history.initialize(repeating: 0, count: configuration.windowLength)
  }

  deinit {
    history.deallocate()
  }

  /// Forgets the samples so far: the next one begins a frame.
  @_noLocks public mutating func reset() {
    filled = 0
  }

  /// Takes samples from `offset` on until a frame is whole or none are left.
  ///
  /// - Parameter offset: moved past the samples that were taken.
  /// - Returns: `true` when `frame` [bandCount] was written; call again with the same samples.
  /// - Real-time: yes.
  @_noLocks public mutating func nextFrame(
    of samples: UnsafeBufferPointer<Float>, from offset: inout Int, into frame: UnsafeMutablePointer<Float>
  ) -> Bool {
    let (window, hop, history) = (configuration.windowLength, configuration.hopLength, history)
    let taken = samples.count - offset < window - filled ? samples.count - offset : window - filled
    // Copies of plain numbers: no allocation, no reference counting.
    if let from = samples.baseAddress {
      let (next, newest) = (history + filled, from + offset)
      _unsafePerformance { next.update(from: newest, count: taken) }
    }
    filled += taken
    offset += taken
    guard filled == window else { return false }
    switch configuration.frontEnd {
    case .logmel, .spectrum:
      tools.pointee.process(history, floor: configuration.floor, into: frame)
    case .waveform:
      _unsafePerformance { frame.update(from: history + (window - hop), count: hop) }
    }
    _unsafePerformance { history.update(from: history + hop, count: window - hop) }
    filled = window - hop
    return true
  }
}

extension FrameAnalyser {
  /// All frames of a whole signal, from a fresh start.
  ///
  /// - Returns: [frames, bandCount], row-major; frames = 1 + (samples − window)/hop, none for a shorter signal.
  public mutating func frames(of samples: [Float]) -> [Float] {
    reset()
    let (window, hop, bands) = (configuration.windowLength, configuration.hopLength, configuration.bandCount)
    guard samples.count >= window else { return [] }
    let count = 1 + (samples.count - window) / hop
    var frames = [Float](repeating: 0, count: count * bands)
    frames.withUnsafeMutableBufferPointer { buffer in
      guard var frame = buffer.baseAddress else { return }
      var offset = 0
      samples.withUnsafeBufferPointer { input in
        while nextFrame(of: input, from: &offset, into: frame) { frame += bands }
      }
    }
    return frames
  }
}
