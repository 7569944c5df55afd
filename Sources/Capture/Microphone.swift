internal import Glibc
public import Ring
internal import Synchronization

/// A microphone, through ALSA: it is read for as long as nobody says stop, whatever becomes of it meanwhile.
///
/// - Units: samples −1…1 at the device's own rate; positions count its frames.
public final class Microphone: Source {
  public let format: InputFormat
  private let name: String
  private let request: AlsaNegotiation.Request
  // SAFETY: written by init alone, and taken by the one thread that wins `isTaken`.
  private nonisolated(unsafe) var device: AlsaDevice?
  private let isTaken = Atomic<Bool>(false)
  /// Beats while the capture thread is at work.
  public let pulse = CapturePulse()

  /// Opens `device`, a name of ALSA's such as `default` or `hw:1`.
  ///
  /// - Parameters:
  ///   - channel: one channel, or the mean of all.
  ///   - rateHz: the nearest rate that the device has; nil: 16 kHz where it has that, or its own.
  ///   - channels: how many to open; nil: as few as `channel` needs.
  /// - Throws: `CaptureError` (device) with ALSA's own message, the capture devices there are, and the way without one.
  public init(
    device name: String, channel: ChannelChoice = .mix, rateHz: Int? = nil, channels: Int? = nil
  ) throws(CaptureError) {
    let request = AlsaNegotiation.Request(rateHz: rateHz, channels: channels, channel: channel)
    do throws(AlsaError) {
      let opened = try AlsaDevice(name: name, request: request)
      let settled = opened.settled
      format = InputFormat(
        kind: "alsa", name: name, rateHz: settled.rateHz, channels: settled.channels, format: settled.format.rawValue)
      // A device that goes away must come back at this rate: the resampler behind the ring is built for it.
      self.request = AlsaNegotiation.Request(rateHz: settled.rateHz, channels: channels, channel: channel)
      self.name = name
      device = consume opened
    } catch {
      throw Self.explain(error, name: name)
    }
    try channel.check(channels: format.channels, of: name)
  }

  public func run(
    samples: consuming SampleRing.Producer, marks: consuming MarkRing.Producer, doorbell: Doorbell, stop: StopFlag
  ) {
    precondition(!isTaken.exchange(true, ordering: .acquiring), "a microphone runs once")
    let publisher = Publisher(samples: samples, marks: marks, doorbell: doorbell, rateHz: format.rateHz)
    var loop = MicrophoneLoop(name: name, request: request, rateHz: format.rateHz, publisher: publisher, stop: stop, pulse: pulse)
    if let opened = device.take() { loop.run(opened) }
  }

  /// ALSA's words and the ways out.
  private static func explain(_ error: AlsaError, name: String) -> CaptureError {
    let names = captureDevices().map(\.name)
    let list = names.isEmpty ? nil : "capture devices: " + names.joined(separator: ", ")
    let user = "another program has it (`fuser -v /dev/snd/*`); the service's events are in `journalctl -u undertone -o cat -f`"
    let help = [error.code == -EBUSY ? user : nil, SoundCards().hint, list].compactMap { $0 }
    let told = help.isEmpty ? "there are no capture devices here" : help.joined(separator: "; ")
    return CaptureError(
      .device, "cannot capture from \(name): \(error); \(told); without a microphone: `undertone listen --input FILE`",
      code: error.code)
  }
}
