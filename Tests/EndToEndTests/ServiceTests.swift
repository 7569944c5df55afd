import Foundation
import ProcessProbe
import Testing

/// The daemon under a service manager: ready when it hears, alive while it works, starved when it hangs.
@Suite struct ServiceTests {
  @Test func isReadyWithTheFirstSoundAndSaysSo() throws {
    let manager = try NotifySocket()
    defer { manager.close() }
    let microphone = try PluginMicrophone(sound: DemoSound().mono16kHz)
    let running = try microphone.start(environment: manager.environment(watchdogMilliseconds: 400))
    #expect(manager.wait(for: "READY=1"))
    #expect(microphone.truth.delivered > 0)
    #expect(manager.wait(for: "STATUS=listening to test at 16000 Hz"))
    let ready = Date()
    usleep(1_200_000)
    // At half the interval: six in 1.2 s, on a busy machine fewer.
    #expect((3...8).contains(manager.count(of: "WATCHDOG=1", since: ready)))
    kill(running.process.processIdentifier, SIGTERM)
    #expect(try running.finish().code == 0)
    #expect(manager.wait(for: "STOPPING=1"))
  }

  @Test func aHungAnalysisStarvesTheWatchdog() throws {
    let manager = try NotifySocket()
    defer { manager.close() }
    let microphone = try PluginMicrophone(sound: DemoSound().mono16kHz)
    let running = try microphone.start(environment: manager.environment(watchdogMilliseconds: 400))
    #expect(manager.wait(for: "READY=1"))
    #expect(manager.wait(for: "WATCHDOG=1"))
    let thread = try #require(running.thread("analysis"))
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      #expect(process_probe_hang(thread, 2000))
      done.signal()
    }
    // One look may still have seen a step.
    usleep(600_000)
    let hung = Date()
    usleep(1_000_000)
    #expect(manager.count(of: "WATCHDOG=1", since: hung) == 0)
    done.wait()
    // It goes on, and so does the feeding; what did not fit the ring meanwhile is told.
    let freed = Date()
    usleep(1_000_000)
    #expect(manager.count(of: "WATCHDOG=1", since: freed) >= 2)
    kill(running.process.processIdentifier, SIGTERM)
    let outcome = try running.finish()
    #expect(outcome.error.contains("watchdog is not fed"))
    #expect(outcome.lines.last?.contains(#""type":"stop""#) == true)
  }

  @Test func aLostMicrophoneKeepsTheWatchdogFed() throws {
    let manager = try NotifySocket()
    defer { manager.close() }
    let microphone = try PluginMicrophone(sound: DemoSound().mono16kHz, settings: #"faults "removal@8000:60000""#)
    let running = try microphone.start(environment: manager.environment(watchdogMilliseconds: 400))
    #expect(manager.wait(for: "STATUS=test is lost"))
    let lost = Date()
    usleep(1_500_000)
    #expect(manager.count(of: "WATCHDOG=1", since: lost) >= 4)
    kill(running.process.processIdentifier, SIGTERM)
    let outcome = try running.finish()
    #expect(outcome.lines.contains { $0.contains(#""state":"lost","error":"snd_pcm_readi: No such device (-19)""#) })
    // The time until the end is lost, and told.
    #expect(outcome.lines.dropLast().last?.contains(#""type":"gap""#) == true)
    #expect(outcome.error.contains("the microphone is lost: snd_pcm_readi: No such device (-19)"))
  }

  /// A pipe may have no first byte for as long as it likes.
  @Test func aSilentPipeKeepsTheWatchdogFed() throws {
    let manager = try NotifySocket()
    defer { manager.close() }
    let running = try Program.Running(["listen", "--input", "-"], environment: manager.environment(watchdogMilliseconds: 400))
    #expect(manager.wait(for: "WATCHDOG=1"))
    usleep(3_500_000)
    let late = Date()
    usleep(1_000_000)
    #expect(manager.count(of: "WATCHDOG=1", since: late) >= 2)
    try running.input.fileHandleForWriting.close()
    _ = try running.finish()
  }

  @Test func aMicrophoneThatIsMissingIsWaitedFor() throws {
    let manager = try NotifySocket()
    defer { manager.close() }
    let microphone = try PluginMicrophone(sound: DemoSound().mono16kHz)
    let away = microphone.configuration + ".away"
    try FileManager.default.moveItem(atPath: microphone.configuration, toPath: away)
    try "".write(toFile: microphone.configuration, atomically: true, encoding: .utf8)
    let running = try microphone.start(["--wait"], environment: manager.environment(watchdogMilliseconds: 400))
    let first = try #require(running.nextLine())
    #expect(first.contains(#""type":"device","seq":0,"#) && first.contains(#""state":"lost","error":"snd_pcm_open: "#))
    #expect(manager.wait(for: "READY=1"))
    #expect(manager.wait(for: "STATUS=waiting for test"))
    usleep(1_000_000)
    #expect(manager.count(of: "WATCHDOG=1") >= 2)
    try FileManager.default.removeItem(atPath: microphone.configuration)
    try FileManager.default.moveItem(atPath: away, toPath: microphone.configuration)
    let plugged = Date()
    #expect(try #require(running.nextLine()).contains(#""type":"start","seq":1,"#))
    #expect(try #require(running.nextLine()).contains(#""type":"device","seq":2,"#))
    #expect(Date().timeIntervalSince(plugged) < 1.5)
    kill(running.process.processIdentifier, SIGTERM)
    let outcome = try running.finish()
    #expect(outcome.code == 0 && outcome.lines.last?.contains(#""type":"stop""#) == true)
    let schema = try EventSchema()
    for line in [first] + outcome.lines { #expect(schema.problem(line) == nil) }
  }
}
