internal import CALSA
internal import Glibc

/// An open capture device that delivers a period at a time, with ALSA's time stamp of its first frame.
///
///     wait (poll, ≤ 50 ms) → status: delay, stamp → readi → mono
///
/// Everything is allocated in `init`.
struct AlsaDevice: ~Copyable {
  /// What came of waiting for the next period.
  enum Outcome {
    /// So many frames stand in `mono`; the first reached the microphone at `nanoseconds`, if ALSA knows.
    case frames(Int, nanoseconds: Int64?)
    /// Nothing came in time.
    case nothing
    /// The device failed with this code (−errno).
    case failed(Int32)
  }

  let settled: AlsaNegotiation
  private let clock: StampClock
  /// CLOCK_MONOTONIC of the last start.
  private var started: Int64 = 0
  private let converter: MonoConverter
  /// What the channels carry.
  let meter: ChannelMeter
  private let pcm: OpaquePointer
  private let status: OpaquePointer
  private let descriptorCount: Int
  private let descriptors: UnsafeMutablePointer<pollfd>  // [descriptorCount]
  private let raw: UnsafeMutableRawPointer  // [periodFrames, channels] of settled.format
  /// The period that was read last, as mono: `[periodFrames]`.
  let mono: UnsafeMutablePointer<Float>

  /// Opens and prepares `name`; `start` sets it going.
  /// - Throws: `AlsaError`; a busy device is not waited for.
  init(name: String, request: AlsaNegotiation.Request) throws(AlsaError) {
    var pointer: OpaquePointer?
    try AlsaError.check("snd_pcm_open") {
      snd_pcm_open(&pointer, name, SND_PCM_STREAM_CAPTURE, Int32(SND_PCM_NONBLOCK))
    }
    guard let pcm = pointer else { throw AlsaError(call: "snd_pcm_open", code: -ENODEV, detail: "") }
    let settled: AlsaNegotiation
    var statusPointer: OpaquePointer?
    do throws(AlsaError) {
      settled = try AlsaNegotiation(pcm, request)
      try Self.setSoftware(pcm, settled)
      try AlsaError.check("snd_pcm_status_malloc") { snd_pcm_status_malloc(&statusPointer) }
    } catch {
      snd_pcm_close(pcm)
      throw error
    }
    guard let status = statusPointer else {
      snd_pcm_close(pcm)
      throw AlsaError(call: "snd_pcm_status_malloc", code: -ENOMEM, detail: "")
    }
    self.pcm = pcm
    self.settled = settled
    clock = StampClock(rateHz: settled.rateHz, periodFrames: settled.periodFrames)
    self.status = status
    converter = MonoConverter(format: settled.format, channels: settled.channels, choice: request.channel)
    meter = ChannelMeter(
      format: settled.format, channels: settled.channels, choice: request.channel, rateHz: settled.rateHz)
    descriptorCount = max(1, Int(snd_pcm_poll_descriptors_count(pcm)))
    descriptors = .allocate(capacity: descriptorCount)
    descriptors.initialize(repeating: pollfd(), count: descriptorCount)
    let byteCount = settled.periodFrames * converter.frameByteCount
    raw = .allocate(byteCount: byteCount, alignment: 16)
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    mono = .allocate(capacity: settled.periodFrames)
    mono.initialize(repeating: 0, count: settled.periodFrames)
  }

  deinit {
    snd_pcm_close(pcm)
    snd_pcm_status_free(status)
    descriptors.deallocate()
    raw.deallocate()
    mono.deallocate()
  }

  /// Wake after each period, stamp by CLOCK_MONOTONIC, start only when told.
  private static func setSoftware(_ pcm: OpaquePointer, _ settled: AlsaNegotiation) throws(AlsaError) {
    var pointer: OpaquePointer?
    try AlsaError.check("snd_pcm_sw_params_malloc") { snd_pcm_sw_params_malloc(&pointer) }
    let parameters = pointer
    defer { snd_pcm_sw_params_free(parameters) }
    try AlsaError.check("snd_pcm_sw_params_current") { snd_pcm_sw_params_current(pcm, parameters) }
    try AlsaError.check("snd_pcm_sw_params_set_avail_min") {
      snd_pcm_sw_params_set_avail_min(pcm, parameters, snd_pcm_uframes_t(settled.periodFrames))
    }
    try AlsaError.check("snd_pcm_sw_params_set_start_threshold") {
      snd_pcm_sw_params_set_start_threshold(pcm, parameters, snd_pcm_uframes_t(Int32.max))
    }
    try AlsaError.check("snd_pcm_sw_params_set_tstamp_mode") {
      snd_pcm_sw_params_set_tstamp_mode(pcm, parameters, SND_PCM_TSTAMP_ENABLE)
    }
    // Old kernels and some plugins keep their clock; `stamp` finds that out.
    _ = snd_pcm_sw_params_set_tstamp_type(pcm, parameters, SND_PCM_TSTAMP_TYPE_MONOTONIC)
    try AlsaError.check("snd_pcm_sw_params") { snd_pcm_sw_params(pcm, parameters) }
  }

  /// Begins, or after trouble begins again: what the device's buffer held is dropped.
  /// - Returns: 0, or −errno.
  mutating func start() -> Int32 {
    // A device that resumed after a sleep runs with what it had before.
    if snd_pcm_state(pcm) == SND_PCM_STATE_RUNNING { snd_pcm_drop(pcm) }
    started = MonotonicClock.now()
    let code = snd_pcm_prepare(pcm)
    return code < 0 ? code : snd_pcm_start(pcm)
  }

  /// Waits for a period, at most `timeoutMilliseconds`, and reads it into `mono`.
  /// - Real-time: yes.
  @_noLocks func next(timeoutMilliseconds: Int32) -> Outcome {
    let (pcm, raw, wanted) = (pcm, raw, snd_pcm_uframes_t(settled.periodFrames))
    let available = _unsafePerformance { snd_pcm_avail_update(pcm) }
    if available < 0 { return .failed(Int32(available)) }
    if available < settled.periodFrames {
      let ready = wait(timeoutMilliseconds)
      if ready < 0 { return .failed(ready) }
      if ready == 0 { return .nothing }
    }
    // Before the read: the delay then belongs to the first frame that is read.
    let nanoseconds = stamp()
    let count = _unsafePerformance { snd_pcm_readi(pcm, raw, wanted) }
    if count == -Int(EAGAIN) || count == -Int(EINTR) || count == 0 { return .nothing }
    if count < 0 { return .failed(Int32(count)) }
    converter.convert(raw, frames: count, into: mono)
    meter.add(raw, frames: count)
    return .frames(count, nanoseconds: nanoseconds)
  }

  /// One `poll` for the device. (`snd_pcm_wait` begins its timeout anew at every wake-up without data, and so may
  /// never return from a device that ticks and gives nothing.)
  /// - Returns: 1 when there is something to read, 0 when not, or −errno.
  @_noLocks private func wait(_ timeoutMilliseconds: Int32) -> Int32 {
    let (pcm, descriptors, space) = (pcm, descriptors, UInt32(descriptorCount))
    return _unsafePerformance {
      let count = snd_pcm_poll_descriptors(pcm, descriptors, space)
      if count < 0 { return count }
      if poll(descriptors, nfds_t(count), timeoutMilliseconds) <= 0 { return 0 }
      var events: UInt16 = 0
      let code = snd_pcm_poll_descriptors_revents(pcm, descriptors, UInt32(count), &events)
      if code < 0 { return code }
      if Int32(events) & POLLERR != 0 { return Self.failure(of: snd_pcm_state(pcm)) }
      return Int32(events) & POLLIN != 0 ? 1 : 0
    }
  }

  /// What a device's state means, as the code that a read would give.
  private static func failure(of state: snd_pcm_state_t) -> Int32 {
    switch state {
    case SND_PCM_STATE_XRUN: -EPIPE
    case SND_PCM_STATE_SUSPENDED: -ESTRPIPE
    case SND_PCM_STATE_DISCONNECTED: -ENODEV
    default: -EIO
    }
  }

  /// When the next unread frame reached the microphone: ALSA's stamp less the frames that it has delayed since.
  /// - Returns: nil when the device does not run.
  @_noLocks private func stamp() -> Int64? {
    let (pcm, status, clock, started) = (pcm, status, clock, started)
    return _unsafePerformance {
      guard snd_pcm_status(pcm, status) == 0, snd_pcm_status_get_state(status) == SND_PCM_STATE_RUNNING else {
        return nil
      }
      var time = snd_htimestamp_t()
      snd_pcm_status_get_htstamp(status, &time)
      let frames = max(Int64(snd_pcm_status_get_delay(status)), Int64(snd_pcm_status_get_avail(status)))
      return clock.captured(
        stamp: MonotonicClock.nanoseconds(time), framesBehind: frames, now: MonotonicClock.now(), started: started)
    }
  }

  /// Asks a device that slept to wake, so that it can be started; a second at most, because some never do.
  func resume(stop: () -> Bool) {
    for _ in 0..<20 where !stop() {
      let code = snd_pcm_resume(pcm)
      // A driver that reports success and stays suspended is known; its state is the truth.
      if code == 0 && snd_pcm_state(pcm) == SND_PCM_STATE_RUNNING { return }
      if code < 0 && code != -EAGAIN { return }
      MonotonicClock.sleep(nanoseconds: 50_000_000)
    }
  }
}
