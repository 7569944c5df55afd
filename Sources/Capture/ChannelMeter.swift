/// Hears, once a second, which channels of a device carry sound and which do not.
///
///     every fourth frame [channels] → range and power of each channel → after a second: one code, as `Mark.channels` carries it
///
/// A channel is silent when it does not change, or is 40 dB below the loudest; it carries sound from −70 dBFS on. A quarter of the
/// frames is enough for that, and leaves the capture thread its time.
/// - Units: frames of the device; at most eight channels are looked at.
/// - Real-time: yes, after `init`.
package struct ChannelMeter: ~Copyable {
  private struct Channel {
    var low: Float = .greatestFiniteMagnitude
    var high: Float = -.greatestFiniteMagnitude
    var sum: Float = 0
    var square: Float = 0
  }

  private struct State {
    var frames = 0
    var samples = 0
    var report: Int32?
  }

  private let format: SampleFormat
  private let sampleByteCount: Int
  private let frameByteCount: Int
  private let count: Int
  private let chosen: Int32
  private let secondFrames: Int
  // SAFETY: both blocks are owned by this value alone, and freed with it.
  private let channels: UnsafeMutablePointer<Channel>  // [count]
  private let state: UnsafeMutablePointer<State>
  private static var most: Int { 8 }
  private static var stride: Int { 4 }

  /// - Parameter choice: what the mono signal is made of.
  init(format: SampleFormat, channels count: Int, choice: ChannelChoice, rateHz: Int) {
    self.format = format
    sampleByteCount = format.byteCount
    frameByteCount = count * sampleByteCount
    self.count = count > 1 ? min(count, Self.most) : 0
    chosen =
      switch choice.way {
      case .mix: 0
      case .index(let index): Int32(min(index, 255))
      }
    secondFrames = rateHz
    channels = .allocate(capacity: Self.most)
    channels.initialize(repeating: Channel(), count: Self.most)
    state = .allocate(capacity: 1)
    state.initialize(to: State())
  }

  /// For interleaved Float.
  package init(floatChannels: Int, choice: ChannelChoice, rateHz: Int) {
    self.init(format: .floatNative, channels: floatChannels, choice: choice, rateHz: rateHz)
  }

  deinit {
    channels.deallocate()
    state.deallocate()
  }

  /// How many frames make the second whole.
  @_noLocks package func framesUntilReport() -> Int { count == 0 ? .max : secondFrames - state.pointee.frames }

  /// Looks at `frames` frames; `raw` may have any alignment.
  @_noLocks package func add(_ raw: UnsafeRawPointer, frames: Int) {
    guard count > 0 else { return }
    switch format {
    case .s16LE: run(raw, frames) { SampleDecoder.s16LE($0) }
    case .s24LE: run(raw, frames) { SampleDecoder.s24LE($0) }
    case .s24Packed: run(raw, frames) { SampleDecoder.s24Packed($0) }
    case .s32LE: run(raw, frames) { SampleDecoder.s32LE($0) }
    case .floatLE: run(raw, frames) { SampleDecoder.floatLE($0) }
    case .u8: run(raw, frames) { SampleDecoder.u8($0) }
    case .s8: run(raw, frames) { SampleDecoder.s8($0) }
    case .s16BE: run(raw, frames) { SampleDecoder.s16BE($0) }
    case .s24PackedBE: run(raw, frames) { SampleDecoder.s24PackedBE($0) }
    case .s32BE: run(raw, frames) { SampleDecoder.s32BE($0) }
    case .floatBE: run(raw, frames) { SampleDecoder.floatBE($0) }
    }
    state.pointee.frames += frames
    if state.pointee.frames >= secondFrames { finishSecond() }
  }

  /// What the last whole second says, once.
  @_noLocks package func takeReport() -> Int32? {
    let report = state.pointee.report
    state.pointee.report = nil
    return report
  }

  /// Samples were lost: the second begins anew.
  @_noLocks package func reset() {
    for channel in 0..<8 { channels[channel] = Channel() }
    state.pointee = State()
  }

  @inline(__always) private func run(_ raw: UnsafeRawPointer, _ frames: Int, _ decode: (UnsafeRawPointer) -> Float) {
    let width = sampleByteCount
    var frame = 0
    while frame < frames {
      let base = raw + frame * frameByteCount
      for channel in 0..<count {
        let value = decode(base + channel * width)
        guard value - value == 0 else { continue }  // not finite
        var now = channels[channel]
        now.low = value < now.low ? value : now.low
        now.high = value > now.high ? value : now.high
        now.sum += value
        now.square += value * value
        channels[channel] = now
      }
      state.pointee.samples += 1
      frame += 4
    }
  }

  @_noLocks private func finishSecond() {
    let scale = 1 / Float(state.pointee.samples)
    var loudest: Float = 0
    for channel in 0..<count {
      let power = power(channel, scale)
      if power > loudest { loudest = power }
    }
    var (silent, alive): (Int32, Int32) = (0, 0)
    for channel in 0..<count {
      let power = power(channel, scale)
      let isFlat = channels[channel].high - channels[channel].low <= 2e-6
      // −50 dBFS: below that, 40 dB less may be a converter's own noise.
      if isFlat || (loudest > 1e-5 && power < 1e-4 * loudest) {
        silent |= 1 << Int32(channel)
      } else if power > 1e-7 {
        alive |= 1 << Int32(channel)
      }
    }
    reset()
    state.pointee.report = silent | alive << 8 | chosen << 16
  }

  /// Mean square about the mean.
  @_noLocks private func power(_ channel: Int, _ scale: Float) -> Float {
    let mean = channels[channel].sum * scale
    let power = channels[channel].square * scale - mean * mean
    return power > 0 ? power : 0
  }
}
