internal import CALSA
internal import Ring

/// The capture thread's work: periods into the ring, and every trouble into a mark.
///
///     start ─▶ period ─▶ ring ─▶ period …
///       ▲        ├─ overrun, suspend: start again; gap of the time that is missing
///     reopen ◀───┴─ gone: deviceLost; again every 0.1…5 s until it is back; gap(device), deviceRestored
///
/// A loss is the time between the sample that was expected next and the one that came, by ALSA's stamps, times the rate.
/// (CLOCK_MONOTONIC stands still while the machine sleeps, so a gap counts the time awake.)
struct MicrophoneLoop: ~Copyable {
  private let name: String
  private let request: AlsaNegotiation.Request
  private let rateHz: Int
  private var publisher: Publisher
  private let stop: StopFlag
  /// Why samples are missing before the next one; nil: none are.
  private var missing: Mark.Cause?
  private var retryNanoseconds = Self.firstRetryNanoseconds
  /// Starts since the last period that came.
  private var vainStarts = 0

  private static let firstRetryNanoseconds: Int64 = 100_000_000
  private static let lastRetryNanoseconds: Int64 = 5_000_000_000
  /// How soon a stop is noticed.
  private static let waitMilliseconds: Int32 = 50
  /// A device that delivers nothing for this long, three hundred periods, is as good as gone.
  private static let silenceNanoseconds: Int64 = 3_000_000_000
  /// A device that overruns this often before it gives anything is as good as gone, too.
  private static let mostVainStarts = 10
  /// A pause after a wake-up without data, so that a device which ticks without end costs no more than this.
  private static let idleNanoseconds: Int64 = 500_000

  init(
    name: String, request: AlsaNegotiation.Request, rateHz: Int, publisher: consuming Publisher, stop: StopFlag
  ) {
    self.name = name
    self.request = request
    self.rateHz = rateHz
    self.publisher = publisher
    self.stop = stop
  }

  /// Delivers until stopped, beginning with an open device.
  mutating func run(_ opened: consuming AlsaDevice) {
    var code = listen(to: opened)
    while code != 0 {
      if missing != .device { publisher.device(.deviceLost, code: code) }
      missing = .device
      code = waitAndReopen()
    }
    publisher.end(stop: stop)
  }

  /// Waits its turn, then opens the device and listens.
  /// - Returns: 0 when stopped, otherwise −errno.
  private mutating func waitAndReopen() -> Int32 {
    let deadline = MonotonicClock.now() + retryNanoseconds
    retryNanoseconds = min(retryNanoseconds * 2, Self.lastRetryNanoseconds)
    while !stop.isStopped && MonotonicClock.now() < deadline {
      MonotonicClock.sleep(nanoseconds: Int64(Self.waitMilliseconds) * 1_000_000)
    }
    if stop.isStopped { return 0 }
    do throws(AlsaError) {
      let device = try AlsaDevice(name: name, request: request)
      if device.settled.rateHz != rateHz { return -EINVAL }
      return listen(to: device)
    } catch {
      return error.code
    }
  }

  /// Reads periods until stopped or until the device is gone; closes it.
  /// - Returns: 0 when stopped, otherwise −errno of what went wrong for good.
  private mutating func listen(to device: consuming AlsaDevice) -> Int32 {
    vainStarts = 0
    var code = device.start()
    var lastHeard = MonotonicClock.now()
    while code == 0 && !stop.isStopped {
      switch device.next(timeoutMilliseconds: Self.waitMilliseconds) {
      case .frames(let count, let nanoseconds):
        deliver(device.mono, count, nanoseconds)
        if let code = device.meter.takeReport() { publisher.channels(code) }
        lastHeard = MonotonicClock.now()
      case .nothing:
        if MonotonicClock.now() - lastHeard > Self.silenceNanoseconds { code = -ETIMEDOUT }
        MonotonicClock.sleep(nanoseconds: Self.idleNanoseconds)
      case .failed(let failure):
        code = recover(device, from: failure)
      }
    }
    return code
  }

  private mutating func deliver(_ mono: UnsafeMutablePointer<Float>, _ count: Int, _ stamp: Int64?) {
    let nanoseconds = stamp ?? publisher.expectedNanoseconds
    vainStarts = 0
    if let cause = missing {
      // The device lost something for certain, however little the stamps show.
      publisher.gap(cause, lost: max(1, publisher.samplesUntil(nanoseconds)), nanoseconds: nanoseconds)
      if cause == .device { publisher.device(.deviceRestored, code: 0) }
      missing = nil
      retryNanoseconds = Self.firstRetryNanoseconds
    }
    publisher.publish(Span(_unsafeStart: mono, count: count), nanoseconds: nanoseconds)
  }

  /// Sets the device going again after an overrun or a sleep.
  /// - Returns: 0, or −errno when it is gone.
  private mutating func recover(_ device: borrowing AlsaDevice, from failure: Int32) -> Int32 {
    vainStarts += 1
    if vainStarts > Self.mostVainStarts { return failure }
    switch failure {
    case -EPIPE:
      if missing == nil { missing = .overrun }
      return device.start()
    case -ESTRPIPE:
      if missing == nil { missing = .suspend }
      let stop = stop
      return device.resume { stop.isStopped } == 0 ? 0 : device.start()
    default:
      return failure
    }
  }
}
