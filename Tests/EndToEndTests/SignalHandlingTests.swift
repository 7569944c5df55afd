import Foundation
import TestSupport
import Testing

/// SIGHUP, SIGUSR1, and SIGTERM in every state.
@Suite struct SignalHandlingTests {
  @Test func userSignalAsksForAHeartbeat() throws {
    let running = try Program.Running(["listen", "--input", Program.demo, "--pace", "real"])
    _ = running.nextLine()
    kill(running.process.processIdentifier, SIGUSR1)
    let asked = Date()
    while let line = running.nextLine(), !line.contains(#""type":"health""#) {}
    #expect(Date().timeIntervalSince(asked) < 1)
    kill(running.process.processIdentifier, SIGTERM)
    #expect(try running.finish().code == 0)
  }

  @Test func hangupReadsThresholdsAndRulesAndKeepsThemWhenTheFileIsBroken() throws {
    let folder = try TemporaryFolder()
    let file = folder.path("undertone.yaml")
    func write(_ text: String) throws { try text.write(toFile: file, atomically: true, encoding: .utf8) }
    try write("every: 10\n")
    let running = try Program.Running(["listen", "--input", Program.demo, "--pace", "real", "--config", file])
    let process = running.process.processIdentifier
    _ = running.nextLine()
    try write("every: ten\n")
    kill(process, SIGHUP)
    #expect(running.waitForError("the thresholds and rules stay as they were: \(file), line 1: every is \"ten\""))
    try write("every: 0.1\nspeech_threshold: 0\nalerts: [{name: heard, emotion: neutral, above: 0, for: 0}]\n")
    kill(process, SIGHUP)
    #expect(running.waitForError("the configuration was read again: thresholds and 1 alert rules"))
    var estimates = 0
    let read = Date()
    while estimates < 12, let line = running.nextLine() {
      if line.contains(#""type":"estimate""#) { estimates += 1 }
    }
    // Twelve estimates ten seconds apart would be two minutes.
    #expect(Date().timeIntervalSince(read) < 10)
    try write("device: other\n")
    kill(process, SIGHUP)
    #expect(running.waitForError("and 0 alert rules; a restart is needed for device"))
    kill(process, SIGTERM)
    let outcome = try running.finish()
    #expect(outcome.code == 0)
    let alerts = (running.lines + outcome.lines).filter { $0.contains(#""type":"alert""#) }
    // Raised by the new rule, and cleared when that is no more.
    #expect(alerts.first?.contains(#""rule":"heard","state":"raised""#) == true)
    #expect(alerts.last?.contains(#""rule":"heard","state":"cleared""#) == true)
  }

  /// Listening, overrun and asleep, lost, flapping, with a reader that stalls: half a second, and a little for a busy machine.
  @Test(arguments: [
    "", #"faults "suspend@4000:60000""#, #"faults "liar@4000:16000""#, #"faults "removal@4000:60000""#, #"faults "stall@4000:60000""#,
    #"faults "overrun@4000:0 overrun@4100:0 overrun@4200:0 removal@4300:1 removal@4400:1 removal@4500:60000""#,
  ])
  func terminationEndsItInEveryState(faults: String) throws {
    let microphone = try PluginMicrophone(sound: DemoSound().mono16kHz, settings: faults)
    let running = try microphone.start()
    while microphone.truth.delivered < 3500 { usleep(10_000) }
    usleep(500_000)
    let asked = Date()
    kill(running.process.processIdentifier, SIGTERM)
    let outcome = try running.finish()
    #expect(Date().timeIntervalSince(asked) < 0.7)
    #expect(outcome.code == 0)
    #expect(outcome.lines.last?.contains(#""reason":"SIGTERM""#) == true)
  }

  @Test func terminationEndsItWithAReaderThatStalls() throws {
    let running = try Program.Running(["listen", "--input", Program.demo, "--every", "0.1"])
    // The pipe is full long before the demonstration ends, and the analysis waits.
    usleep(1_500_000)
    let asked = Date()
    kill(running.process.processIdentifier, SIGTERM)
    running.process.waitUntilExit()
    #expect(Date().timeIntervalSince(asked) < 0.7)
    #expect(running.process.terminationStatus == 0)
    let outcome = try running.finish()
    // Without a stop, and what is there is whole.
    #expect(outcome.lines.allSatisfy { $0.hasSuffix("}") })
  }
}
