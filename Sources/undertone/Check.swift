import ArgumentParser
import Capture
import Listening
import Model
import Network

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// `undertone check`
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open everything, listen for two seconds, and say what is well and what is not.",
    discussion: "The exit code is that of the first thing that is not well: 78 configuration or model, 69 microphone; 0 when all is.")

  @OptionGroup var shared: SharedOptions

  @Option(help: ArgumentHelp("ALSA capture device (default: default).", valueName: "name"))
  var device: String?

  @Flag(help: "Leave the microphone alone: check configuration and model only.")
  var noListen = false

  func run() throws {
    var table = CheckTable()
    let settings = table.row("configuration") { () throws -> (Settings, String) in
      var settings = try shared.settings()
      if let device { settings.device = device }
      _ = try SharedOptions.oneChannel(settings.channel)
      let word = settings.purpose.rawValue
      let purpose = settings.isPurposeDeclared ? word : "not declared (\(word); the service wants it declared)"
      return (settings, "purpose \(purpose), \(settings.timeline.rules.count) alert rules")
    }
    // What is checked next is checked all the same, as it would be with the defaults.
    let usable = settings ?? Settings()
    _ = table.row("model") {
      let model = try SharedOptions.load(usable)
      let kernels = "\(model.weights.precision.rawValue) on \(Processor.level)"
      return (model, "\(model.metadata.name) \(model.metadata.sha256.prefix(12)), \(kernels)")
    }
    if !noListen, settings != nil { listen(usable, &table) }
    if table.exitCode != 0 { throw ExitCode(table.exitCode) }
  }

  private func listen(_ settings: Settings, _ table: inout CheckTable) {
    table.note("real time", RealTimeRights.description, isWell: RealTimeRights.areThere)
    let microphone = table.row("microphone") {
      let choice = try SharedOptions.oneChannel(settings.channel).sparing(agent: settings.sparedChannel)
      let microphone = try Microphone(device: settings.device, channel: choice)
      let format = microphone.format
      return (microphone, "\(format.name): \(format.rateHz) Hz, \(format.channels) channels, \(format.format), channel \(choice)")
    }
    guard let microphone else { return }
    _ = table.row("sound") {
      let check = try SoundCheck.listen(to: microphone, seconds: 2)
      try Self.judge(check, microphone.format)
      let decibels = { (value: Float) in value > 0 ? String(Int((20 * log10f(value)).rounded())) : "−∞" }
      return ((), "\(Self.tenths(check.heardSeconds)) s heard, level \(decibels(check.level)) dBFS, peak \(decibels(check.peak)) dBFS")
    }
  }

  /// - Throws: `Failure` (69) with what is wrong with the sound.
  private static func judge(_ check: SoundCheck, _ format: InputFormat) throws {
    func fail(_ message: String) -> Failure { Failure(message, exitCode: 69) }
    if check.losses > 0 { throw fail("the microphone was lost while it was listened to") }
    if check.heardSeconds == 0 { throw fail("it delivers nothing; is it in use by a sound server that sleeps?") }
    if check.lostSamples > 0 { throw fail("\(check.lostSamples) samples were lost in two seconds: the machine is too busy") }
    if check.isDead { throw fail("every sample is the same: it is muted, or nothing is connected") }
    if let rate = check.measuredRateHz, abs(rate / Double(format.rateHz) - 1) > 0.05 {
      throw fail("it delivers \(Int(rate.rounded())) samples a second and says \(format.rateHz)")
    }
    if check.peak >= 1 { throw fail("it clips; turn it down with alsamixer") }
    // 16 bits end at −96 dBFS; a quiet room through a working microphone is at −70 or above.
    if check.level < 1e-4 { throw fail("there is hardly a sound (below −80 dBFS); is it the right channel, and turned up?") }
  }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}

/// One line a thing, as it is found out.
struct CheckTable {
  private(set) var exitCode: Int32 = 0

  /// Does it, and says how it went.
  mutating func row<Value>(_ name: String, _ body: () throws -> (Value, String)) -> Value? {
    do {
      let (value, text) = try body()
      say("ok", name, text)
      return value
    } catch {
      let failure = error as? Failure ?? Failure(error)
      if exitCode == 0 { exitCode = failure.exitCode }
      say("NOT OK", name, failure.message)
      return nil
    }
  }

  /// What may be otherwise without harm to the rest.
  func note(_ name: String, _ text: String, isWell: Bool) {
    say(isWell ? "ok" : "note", name, text)
  }

  private func say(_ verdict: String, _ name: String, _ text: String) {
    func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(1, width - text.count)) }
    print(padded(verdict, 8) + padded(name, 15) + text)
  }
}
