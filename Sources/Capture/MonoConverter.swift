/// Interleaved frames of a device to mono Float: decodes, and picks one channel or takes the mean of all.
///
///     out[t] = Σ_c in[t, c] / channels      or      in[t, index]
///
/// - Shapes: in `[frames, channels]` of `format`, out `[frames]`.
/// - Units: out −1…1. A float file may go a little beyond (a master that was not limited, a decoder's overshoot), and
///   is heard as it is up to ±8, 18 dB over full scale. More is damage: it is held there, because the square of 1e20
///   is infinite, and one infinity or NaN would stay in the network's state for ever. What is not finite becomes 0.
struct MonoConverter: Equatable, Sendable {
  let format: SampleFormat
  let channels: Int
  private let sampleByteCount: Int
  private let firstChannel: Int
  private let channelCount: Int
  /// The most that is passed on, of either sign.
  private static var ceiling: Float { 8 }

  /// - Precondition: `channels` > 0, and the chosen channel is one of them.
  init(format: SampleFormat, channels: Int, choice: ChannelChoice) {
    precondition(channels > 0)
    self.format = format
    self.channels = channels
    sampleByteCount = format.byteCount
    switch choice.way {
    case .mix:
      firstChannel = 0
      channelCount = channels
    case .index(let index):
      precondition((1...channels).contains(index), "channel \(index) of \(channels)")
      firstChannel = index - 1
      channelCount = 1
    }
  }

  /// Bytes of one frame.
  var frameByteCount: Int { channels * sampleByteCount }

  /// Converts `frames` frames; `raw` may have any alignment.
  /// - Real-time: yes.
  @_noLocks func convert(_ raw: UnsafeRawPointer, frames: Int, into mono: UnsafeMutablePointer<Float>) {
    switch format {
    case .s16LE: run(raw, frames, mono, 2) { SampleDecoder.s16LE($0) }
    case .s24LE: run(raw, frames, mono, 4) { SampleDecoder.s24LE($0) }
    case .s24Packed: run(raw, frames, mono, 3) { SampleDecoder.s24Packed($0) }
    case .s32LE: run(raw, frames, mono, 4) { SampleDecoder.s32LE($0) }
    case .floatLE: run(raw, frames, mono, 4) { SampleDecoder.floatLE($0) }
    case .u8: run(raw, frames, mono, 1) { SampleDecoder.u8($0) }
    case .s8: run(raw, frames, mono, 1) { SampleDecoder.s8($0) }
    case .s16BE: run(raw, frames, mono, 2) { SampleDecoder.s16BE($0) }
    case .s24PackedBE: run(raw, frames, mono, 3) { SampleDecoder.s24PackedBE($0) }
    case .s32BE: run(raw, frames, mono, 4) { SampleDecoder.s32BE($0) }
    case .floatBE: run(raw, frames, mono, 4) { SampleDecoder.floatBE($0) }
    }
  }

  /// - Parameter width: bytes of a sample; known where it is inlined, so that one channel alone is a straight line to the compiler.
  @inline(__always) private func run(
    _ raw: UnsafeRawPointer, _ frames: Int, _ mono: UnsafeMutablePointer<Float>, _ width: Int,
    _ decode: (UnsafeRawPointer) -> Float
  ) {
    if channels == 1 {
      for index in 0..<frames { mono[index] = Self.bounded(decode(raw + index * width)) }
      return
    }
    let stride = channels * width
    let scale = 1 / Float(channelCount)
    var frame = raw + firstChannel * width
    for index in 0..<frames {
      var sum = decode(frame)
      for channel in 1..<max(1, channelCount) { sum += decode(frame + channel * width) }
      mono[index] = Self.bounded(sum * scale)
      frame += stride
    }
  }

  @_noLocks @inline(__always) private static func bounded(_ sample: Float) -> Float {
    sample.isFinite ? min(max(sample, -ceiling), ceiling) : 0
  }
}
