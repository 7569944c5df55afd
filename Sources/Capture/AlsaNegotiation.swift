internal import CALSA

/// Settles the form in which a capture device delivers: as it is natively, with nothing converted by a plugin.
///
/// - Rate: the one asked for, else 16 kHz where the device has it (no resampling is needed then), else 48 or 44.1 kHz,
///   else the nearest to 48.
/// - Format: the most exact that the device has, of those that we take.
/// - Period: 20 ms (each costs two threads a wake-up), buffer: half a second, so that a late reader loses nothing.
struct AlsaNegotiation: Equatable {
  var rateHz = 0
  var channels = 0
  var format = SampleFormat.s16LE
  var periodFrames = 0
  var bufferFrames = 0

  /// What the caller wants of the device; nil: whatever it has.
  struct Request: Equatable, Sendable {
    var rateHz: Int?
    var channels: Int?
    var channel: ChannelChoice
  }

  /// ALSA's number for a format that microphones may give.
  static func alsaFormat(_ format: SampleFormat) -> snd_pcm_format_t {
    switch format {
    case .s16LE: SND_PCM_FORMAT_S16_LE
    case .s24LE: SND_PCM_FORMAT_S24_LE
    case .s24Packed: SND_PCM_FORMAT_S24_3LE
    case .s32LE: SND_PCM_FORMAT_S32_LE
    case .floatLE: SND_PCM_FORMAT_FLOAT_LE
    default: SND_PCM_FORMAT_UNKNOWN
    }
  }

  /// Sets the hardware parameters of `pcm`.
  /// - Throws: `AlsaError` naming what could not be set.
  init(_ pcm: OpaquePointer, _ request: Request) throws(AlsaError) {
    var pointer: OpaquePointer?
    try AlsaError.check("snd_pcm_hw_params_malloc") { snd_pcm_hw_params_malloc(&pointer) }
    let parameters = pointer
    defer { snd_pcm_hw_params_free(parameters) }
    try AlsaError.check("snd_pcm_hw_params_any") { snd_pcm_hw_params_any(pcm, parameters) }
    // A plugin that could resample offers its device's own rates only; ours is the better resampler.
    try AlsaError.check("snd_pcm_hw_params_set_rate_resample") {
      snd_pcm_hw_params_set_rate_resample(pcm, parameters, 0)
    }
    try AlsaError.check("snd_pcm_hw_params_set_access") {
      snd_pcm_hw_params_set_access(pcm, parameters, SND_PCM_ACCESS_RW_INTERLEAVED)
    }
    try chooseFormat(pcm, parameters)
    try chooseChannels(pcm, parameters, request)
    try chooseRate(pcm, parameters, request)
    try chooseSizes(pcm, parameters)
    try AlsaError.check("snd_pcm_hw_params") { snd_pcm_hw_params(pcm, parameters) }
  }

  private mutating func chooseFormat(_ pcm: OpaquePointer, _ parameters: OpaquePointer?) throws(AlsaError) {
    let found = SampleFormat.ofMicrophones.first {
      snd_pcm_hw_params_test_format(pcm, parameters, Self.alsaFormat($0)) == 0
    }
    guard let found else {
      let names = SampleFormat.ofMicrophones.map(\.rawValue).joined(separator: ", ")
      throw AlsaError(
        call: "snd_pcm_hw_params_test_format", code: -EINVAL, detail: "it gives none of the formats \(names)")
    }
    format = found
    try AlsaError.check("snd_pcm_hw_params_set_format \(found.rawValue)") {
      snd_pcm_hw_params_set_format(pcm, parameters, Self.alsaFormat(found))
    }
  }

  private mutating func chooseChannels(
    _ pcm: OpaquePointer, _ parameters: OpaquePointer?, _ request: Request
  ) throws(AlsaError) {
    guard request.channel.agent == nil || snd_pcm_type(pcm) != SND_PCM_TYPE_PLUG else {
      throw AlsaError(
        call: "snd_pcm_type", code: -EINVAL,
        detail: "it converts channels (plug), so that the agent's may be in any of them; name the card itself, such as hw:1")
    }
    let found = Self.channelOrder(pcm, request).first {
      snd_pcm_hw_params_test_channels(pcm, parameters, UInt32($0)) == 0
    }
    guard let found else {
      var (least, most) = (0 as UInt32, 0 as UInt32)
      snd_pcm_hw_params_get_channels_min(parameters, &least)
      snd_pcm_hw_params_get_channels_max(parameters, &most)
      let wanted = request.channels.map { "\($0) channels" } ?? "--channel \(request.channel), of at most 8"
      throw AlsaError(
        call: "snd_pcm_hw_params_test_channels", code: -EINVAL,
        detail: "it has \(least)…\(most) channels, not \(wanted)")
    }
    channels = found
    try AlsaError.check("snd_pcm_hw_params_set_channels \(found)") {
      snd_pcm_hw_params_set_channels(pcm, parameters, UInt32(found))
    }
  }

  /// Channel counts to try. A `plug` takes any count and would drop or double channels, so a mix of it tries stereo first.
  private static func channelOrder(_ pcm: OpaquePointer, _ request: Request) -> [Int] {
    if let wanted = request.channels { return [wanted] }
    let agent = request.channel.agent ?? 1
    switch request.channel.way {
    // As far as the agent's channel, too: whoever converts would mix it into fewer.
    case .index(let index): return max(index, agent) > 8 ? [] : Array(max(index, agent)...8)
    case .mix: return snd_pcm_type(pcm) == SND_PCM_TYPE_PLUG ? [2, 1, 3, 4, 5, 6, 7, 8] : Array(1...8)
    }
  }

  private mutating func chooseRate(
    _ pcm: OpaquePointer, _ parameters: OpaquePointer?, _ request: Request
  ) throws(AlsaError) {
    let preferred = [request.rateHz, 16000, 48000, 44100].compactMap { $0 }
    let found = preferred.first { snd_pcm_hw_params_test_rate(pcm, parameters, UInt32($0), 0) == 0 }
    var rate = UInt32(found ?? request.rateHz ?? 48000)
    try AlsaError.check("snd_pcm_hw_params_set_rate_near \(rate)") {
      snd_pcm_hw_params_set_rate_near(pcm, parameters, &rate, nil)
    }
    guard (8000...192_000).contains(rate) else {
      throw AlsaError(
        call: "snd_pcm_hw_params_set_rate_near", code: -EINVAL, detail: "it samples at \(rate) Hz, not within 8–192 kHz"
      )
    }
    rateHz = Int(rate)
  }

  private mutating func chooseSizes(_ pcm: OpaquePointer, _ parameters: OpaquePointer?) throws(AlsaError) {
    var period = snd_pcm_uframes_t(rateHz / 50)
    try AlsaError.check("snd_pcm_hw_params_set_period_size_near \(period)") {
      snd_pcm_hw_params_set_period_size_near(pcm, parameters, &period, nil)
    }
    var buffer = snd_pcm_uframes_t(rateHz / 2)
    try AlsaError.check("snd_pcm_hw_params_set_buffer_size_near \(buffer)") {
      snd_pcm_hw_params_set_buffer_size_near(pcm, parameters, &buffer)
    }
    // What was settled in the end: a device may round again.
    snd_pcm_hw_params_get_period_size(parameters, &period, nil)
    snd_pcm_hw_params_get_buffer_size(parameters, &buffer)
    periodFrames = Int(period)
    bufferFrames = Int(buffer)
  }
}
