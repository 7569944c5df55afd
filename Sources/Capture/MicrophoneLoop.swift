internal import CALSA
internal import Ring

/// The capture thread's work: periods into the ring, and every trouble into a mark.
///
///     start ─▶ period ─▶ ring ─▶ period …
///       ▲        ├─ overrun, suspend: start again; gap of the time that is missing
///     reopen ◀───┴─ gone, or silent: deviceLost; tried again (`ReopenBackoff`) until it is back; gap(device), deviceRestored
///
/// A loss is the time between the sample that was expected next and the one that came, by ALSA's stamps, times the rate.
/// (CLOCK_MONOTONIC stands still while the machine sleeps, so a gap counts the time awake.)
struct MicrophoneLoop: ~Copyable {
  /// What ends the listening to an open device: −errno (0: nothing has) and the call.
  private typealias Failure = (code: Int32, call: Mark.Call)

  private let name: String
  private let request: AlsaNegotiation.Request
  private let rateHz: Int
  private var publisher: Publisher
  private let stop: StopFlag
  private let pulse: CapturePulse
  /// Why samples are missing before the next one; nil: none are.
  private var missing: Mark.Cause?
  private var backoff = ReopenBackoff()
  /// Starts since the last period that came.
  private var vainStarts = 0

  /// How soon a stop is noticed.
  private static let waitMilliseconds: Int32 = 50
  /// A device that delivers nothing for this long, forty periods, is as good as gone: its loss is told within a second …
  private static let silenceNanoseconds: Int64 = 800_000_000
  /// … but to begin with a sound server may have to start first.
  private static let firstSilenceNanoseconds: Int64 = 3_000_000_000
  /// A device that overruns this often before it gives anything is as good as gone, too.
  private static let mostVainStarts = 10
  /// A pause after a wake-up without data, so that a device which ticks without end costs no more than this.
  private static let idleNanoseconds: Int64 = 500_000

  init(
    name: String, request: AlsaNegotiation.Request, rateHz: Int, publisher: consuming Publisher, stop: StopFlag, pulse: CapturePulse
  ) {
    self.name = name
    self.request = request
    self.rateHz = rateHz
    self.publisher = publisher
    self.stop = stop
    self.pulse = pulse
  }

  /// Delivers until stopped, beginning with an open device.
  mutating func run(_ opened: consuming AlsaDevice) {
    var isStopped = listen(to: opened)
    while !isStopped { isStopped = waitAndReopen() }
    // Stopped while something was missing: that much is lost, too.
    if let cause = missing {
      let now = MonotonicClock.now()
      let lost = publisher.samplesUntil(now)
      if lost > 0 { publisher.gap(cause, lost: lost, nanoseconds: now) }
    }
    publisher.end(stop: stop)
  }

  /// The device is gone: told before it is closed, because closing may hang where a sound server does.
  private mutating func lose(_ failure: Failure) {
    if missing != .device {
      publisher.device(.deviceLost, code: failure.code, call: failure.call)
      backoff.lost(at: MonotonicClock.now())
    }
    missing = .device
  }

  /// Waits its turn, then opens the device and listens.
  /// - Returns: whether it was stopped.
  private mutating func waitAndReopen() -> Bool {
    let deadline = MonotonicClock.now() + backoff.next()
    while !stop.isStopped && MonotonicClock.now() < deadline {
      pulse.beat()
      MonotonicClock.sleep(until: min(deadline, MonotonicClock.now() + Int64(Self.waitMilliseconds) * 1_000_000))
    }
    if stop.isStopped { return true }
    // One that cannot be opened, or comes back at another rate, stays lost.
    guard let device = try? AlsaDevice(name: name, request: request), device.settled.rateHz == rateHz else { return false }
    return listen(to: device)
  }

  /// Reads periods until stopped or until the device is gone; closes it.
  /// - Returns: whether it was stopped.
  private mutating func listen(to opened: consuming AlsaDevice) -> Bool {
    var device = opened
    vainStarts = 0
    var failure: Failure = (device.start(), .start)
    var lastHeard = MonotonicClock.now()
    var longestSilence = Self.firstSilenceNanoseconds
    while failure.code == 0 && !stop.isStopped {
      pulse.beat()
      switch device.next(timeoutMilliseconds: Self.waitMilliseconds) {
      case .frames(let count, let nanoseconds):
        deliver(device.mono, count, nanoseconds)
        if let code = device.meter.takeReport() { publisher.channels(code) }
        lastHeard = MonotonicClock.now()
        longestSilence = Self.silenceNanoseconds
      case .nothing:
        if MonotonicClock.now() - lastHeard > longestSilence { failure = (-ETIMEDOUT, .silence) }
        MonotonicClock.sleep(nanoseconds: Self.idleNanoseconds)
      case .failed(let code):
        failure = (recover(&device, from: code), .read)
        lastHeard = MonotonicClock.now()
      }
    }
    if failure.code != 0 { lose(failure) }
    return failure.code == 0
  }

  private mutating func deliver(_ mono: UnsafeMutablePointer<Float>, _ count: Int, _ stamp: Int64?) {
    let nanoseconds = stamp ?? publisher.expectedNanoseconds
    vainStarts = 0
    if let cause = missing {
      // The device lost something for certain, however little the stamps show.
      publisher.gap(cause, lost: max(1, publisher.samplesUntil(nanoseconds)), nanoseconds: nanoseconds)
      if cause == .device {
        publisher.device(.deviceRestored, code: 0)
        backoff.restored(at: MonotonicClock.now())
      }
      missing = nil
    }
    publisher.publish(Span(_unsafeStart: mono, count: count), nanoseconds: nanoseconds)
  }

  /// Sets the device going again after an overrun or a sleep.
  /// - Returns: 0, or −errno when it is gone, or fails too often.
  private mutating func recover(_ device: inout AlsaDevice, from failure: Int32) -> Int32 {
    vainStarts += 1
    if vainStarts > Self.mostVainStarts { return failure }
    guard failure == -EPIPE || failure == -ESTRPIPE, backoff.mayRestart(at: MonotonicClock.now()) else { return failure }
    if failure == -EPIPE {
      if missing == nil { missing = .overrun }
      return device.start()
    }
    if missing == nil { missing = .suspend }
    // What a driver resumes may be its old buffer, heard again and stamped as new (AC97): only a fresh start is in step with time.
    let stop = stop
    device.resume { stop.isStopped }
    return device.start()
  }
}
