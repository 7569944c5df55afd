import ArgumentParser
import Dispatch
import Glibc
import Monitor

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The second installed program: shows what `undertone listen` prints, in a browser.
@main
struct UndertoneMonitor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undertone-monitor",
    abstract: "Shows the events of undertone listen in a browser, and counts them for Prometheus.",
    usage: """
      undertone listen | undertone-monitor [OPTIONS]
      undertone-monitor --replay EVENTS.jsonl [--speed 10] [OPTIONS]
      """,
    discussion: """
      Reads events on standard input and serves one page at http://ADDRESS:PORT/, the events as they come at /events, metrics at /metrics
      and "ok" at /healthz. Only this machine reaches it, unless --bind says otherwise; then every request needs the token.
      Ctrl-C ends it. Exit codes follow sysexits: 64 usage, 66 no input, 69 the address cannot be listened at.
      """,
    version: "0.1.0")

  @Option(help: ArgumentHelp("Listen at this address of this machine; 0.0.0.0 or :: for all.", valueName: "address"))
  var bind = "127.0.0.1"

  @Option(help: "Listen at this port; 0 for any that is free.")
  var port: UInt16 = 8765

  @Option(
    help: ArgumentHelp(
      "Ask for this token, of 16 characters at least. Beyond loopback one is made and printed when none is given.", valueName: "token"))
  var token: String?

  @Option(help: ArgumentHelp("Answer to this host name, too. Repeat it for several.", valueName: "name"))
  var name: [String] = []

  @Option(help: ArgumentHelp("Show recorded events instead of standard input.", valueName: "file"))
  var replay: String?

  @Option(help: "Replay so many times as fast, 0.01 to 1000.")
  var speed = 1.0

  @Option(help: ArgumentHelp("Keep events for so many minutes, 1 to 120, and 8 MB at most.", valueName: "minutes"))
  var history = 15.0

  @Flag(help: "Copy standard input to standard output, so that the monitor can stand in a pipe.")
  var echo = false

  @Flag(help: "End when the events end. Otherwise the page stays, and says so.")
  var exitWithInput = false

  /// They stand as they are in a URL and in a cookie.
  private static let tokenLetters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

  func validate() throws {
    if BindAddress(bind) == nil {
      throw ValidationError("--bind \(bind): an address of this machine is expected, such as 127.0.0.1 or ::1")
    }
    if let token, token.utf8.count < 16 || token.contains(where: { !Self.tokenLetters.contains($0) }) {
      throw ValidationError("--token: at least 16 letters, digits, '-' or '_' are expected")
    }
    if !(0.01...1000).contains(speed) { throw ValidationError("--speed \(speed): 0.01 to 1000 is expected") }
    if speed != 1, replay == nil { throw ValidationError("--speed is for --replay") }
    if !(1...120).contains(history) { throw ValidationError("--history \(history): 1 to 120 minutes are expected") }
    if echo, replay != nil { throw ValidationError("--echo copies standard input, which --replay does not read") }
    if replay == nil, isatty(STDIN_FILENO) == 1 {
      throw ValidationError("standard input is a terminal; give it events: undertone listen | undertone-monitor")
    }
  }

  func run() async throws {
    // A browser, or the end of a pipe, that went is an error of that write.
    signal(SIGPIPE, SIG_IGN)
    guard let address = BindAddress(bind) else { return }
    let token = token ?? (address.isLoopback ? nil : Access.makeToken())
    let input = try Input(path: replay)
    let monitor = Monitor(
      status: .init(
        version: Self.configuration.version, session: String(Access.makeToken().prefix(8)),
        replay: replay.map { String($0.split(separator: "/").last ?? "") }, speed: speed, historySeconds: history * 60),
      now: Machine.monotonicSeconds)
    let server = try MonitorServer(
      monitor: monitor, access: Access(address: address, names: name, token: token), address: address, port: port,
      residentBytes: Machine.residentBytes)
    let ends = AsyncStream.makeStream(of: Void.self)
    let signals = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { ends.continuation.finish() }
      source.resume()
      return source
    }
    defer { for source in signals { source.cancel() } }

    let serving = Task {
      await server.run()
      ends.continuation.finish()
    }
    let port: UInt16
    do {
      port = try await server.port()
    } catch {
      throw Failure("cannot listen at \(address.host):\(self.port): \(error)", exitCode: 69)
    }
    Diagnostics.say("http://\(address.isWildcard ? "localhost" : address.host):\(port)/" + (token.map { "?token=\($0)" } ?? ""))

    let reading = Task.detached { [speed, echo, exitWithInput] in
      await input.read(into: monitor, speed: speed, echo: echo)
      monitor.inputEnded(at: Date().timeIntervalSince1970)
      if exitWithInput { ends.continuation.finish() }
    }
    let heartbeat = Task {
      while true {
        try await Task.sleep(for: .seconds(5))
        monitor.ring()
      }
    }
    for await _ in ends.stream {}
    heartbeat.cancel()
    reading.cancel()
    let failure = server.problem
    await server.stop()
    await serving.value
    if let failure { throw Failure("the server ended: \(failure)", exitCode: 69) }
  }

  /// As `main()` of ArgumentParser, but our errors exit as sysexits says.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? AsyncParsableCommand { try await asynchronous.run() } else { try command.run() }
    } catch let failure as Failure {
      Diagnostics.say(failure.message)
      Glibc.exit(failure.exitCode)
    } catch {
      exit(withError: error)
    }
  }
}
