internal import CALSA
internal import Glibc

/// A capture device that ALSA names, and what it delivers without a plugin's conversion.
public struct CaptureDevice: Codable, Equatable, Sendable {
  /// The name that `--device` takes.
  public let name: String
  /// ALSA's description, on one line.
  public let description: String
  /// Formats that it gives and that we take.
  public let formats: [String]
  /// Rates that it gives, of the usual ones from 8 to 192 kHz, in Hz.
  public let rates: [Int]
  /// Channel counts, of one to eight.
  public let channels: [Int]
  /// Why its abilities are unknown, such as another program that holds it; nil when they are known.
  public let problem: String?
}

/// The capture devices there are, as ALSA's configuration names them; those that cannot be opened are left out, except
/// busy ones.
public func captureDevices() -> [CaptureDevice] {
  AlsaError.silence()
  var hints: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
  guard snd_device_name_hint(-1, "pcm", &hints) == 0, let first = hints else { return [] }
  defer { snd_device_name_free_hint(first) }
  var devices: [CaptureDevice] = []
  var entry = first
  while let hint = entry.pointee {
    if let device = CaptureDevice(hint: hint), !devices.contains(where: { $0.name == device.name }) {
      devices.append(device)
    }
    entry += 1
  }
  return devices
}

extension CaptureDevice {
  /// The rates that sound hardware has.
  private static let usualRates = [
    8000, 11025, 16000, 22050, 32000, 44100, 48000, 64000, 88200, 96000, 176_400, 192_000,
  ]

  /// Names in ALSA's own configuration that are no devices, other names of the same one, or start a server.
  private static let excluded: Set<String> = [
    "null", "samplerate", "speexrate", "lavrate", "speex", "upmix", "vdownmix", "jack", "oss", "usbstream", "plughw",
    "plug", "dsnoop", "dmix", "front", "rear", "center_lfe", "side", "surround21", "surround40", "surround41",
    "surround50", "surround51", "surround71", "iec958", "spdif", "hdmi", "modem", "phoneline",
  ]

  /// Asks the device that a hint of ALSA's names; nil when it is none for capture.
  fileprivate init?(hint: UnsafeMutableRawPointer) {
    guard let name = Self.text(hint, "NAME"), Self.text(hint, "IOID") != "Output" else { return nil }
    let kind = String(name.prefix { $0 != ":" })
    if Self.excluded.contains(kind) { return nil }
    let description = (Self.text(hint, "DESC") ?? name).split(separator: "\n").joined(separator: ", ")
    var pcm: OpaquePointer?
    let code = snd_pcm_open(&pcm, name, SND_PCM_STREAM_CAPTURE, Int32(SND_PCM_NONBLOCK))
    if code < 0 {
      guard code == -EBUSY else { return nil }
      self.init(
        name: name, description: description, formats: [], rates: [], channels: [],
        problem: String(cString: snd_strerror(code)))
      return
    }
    defer { snd_pcm_close(pcm) }
    var parameters: OpaquePointer?
    guard snd_pcm_hw_params_malloc(&parameters) == 0 else { return nil }
    defer { snd_pcm_hw_params_free(parameters) }
    guard snd_pcm_hw_params_any(pcm, parameters) >= 0 else { return nil }
    _ = snd_pcm_hw_params_set_rate_resample(pcm, parameters, 0)
    self.init(
      name: name, description: description,
      formats: SampleFormat.ofMicrophones.filter {
        snd_pcm_hw_params_test_format(pcm, parameters, AlsaNegotiation.alsaFormat($0)) == 0
      }.map(\.rawValue),
      rates: Self.usualRates.filter { snd_pcm_hw_params_test_rate(pcm, parameters, UInt32($0), 0) == 0 },
      channels: (1...8).filter { snd_pcm_hw_params_test_channels(pcm, parameters, UInt32($0)) == 0 },
      problem: nil)
  }

  /// A field of a hint.
  private static func text(_ hint: UnsafeMutableRawPointer, _ field: String) -> String? {
    guard let text = snd_device_name_get_hint(hint, field) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}
