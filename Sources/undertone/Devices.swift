import ArgumentParser
import Capture
import Timeline

/// `undertone devices`
struct Devices: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the capture devices with their formats, rates and channels.")

  @Flag(help: "One JSON line a device.")
  var json = false

  func run() throws {
    try Failure.wrapping {
      let devices = captureDevices()
      if !json {
        if let hint = SoundCards().hint {
          Diagnostics.warning(hint)
        } else if devices.isEmpty {
          print("There are no capture devices here; `undertone listen --input FILE` needs none.")
        }
      }
      for device in devices {
        if json { try StandardOutput.write(Self.line(device)) } else { Self.show(device) }
      }
    }
  }

  private static func show(_ device: CaptureDevice) {
    print(device.name)
    if !device.description.isEmpty { print("    \(device.description)") }
    if let problem = device.problem {
      print("    cannot be opened: \(problem)")
    } else {
      print("    formats  \(device.formats.joined(separator: " "))")
      print("    rates    \(device.rates.map(String.init).joined(separator: " ")) Hz")
      print("    channels \(device.channels.map(String.init).joined(separator: " "))")
    }
  }

  private static func line(_ device: CaptureDevice) -> [UInt8] {
    var line = JSONLine()
    line.begin()
    line.field("name", device.name)
    line.field("description", device.description)
    line.array("formats", device.formats) { $0.string($1) }
    line.array("rates_hz", device.rates) { $0.raw(String($1)) }
    line.array("channels", device.channels) { $0.raw(String($1)) }
    line.field("problem", device.problem)
    line.end()
    return line.bytes
  }
}
