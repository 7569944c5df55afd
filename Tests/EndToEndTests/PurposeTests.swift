import Foundation
import TestSupport
import Testing

/// What the declared purpose forbids.
@Suite struct PurposeTests {
  private let folder: TemporaryFolder
  /// The demonstration's first 12 s on channel 1, its next 12 on channel 2, the agent's.
  private let call: String
  private let mono: String

  init() throws {
    folder = try TemporaryFolder()
    call = folder.path("call.wav")
    let demo = try DemoSound()
    let (customer, agent) = (demo.part(from: 0, count: 192_000), demo.part(from: 192_000, count: 192_000))
    try SoundFile.write(zip(customer, agent).flatMap { [$0, $1] }, to: call, format: SoundFile.wav16, channels: 2)
    mono = try folder.write(customer, rateHz: 16_000, to: "mono.wav")
  }

  private func score(_ arguments: [String], _ file: String) throws -> Program.Outcome {
    try Program.run(["score", "--purpose", "customer-call"] + arguments + [file])
  }

  @Test func aServiceWantsThePurposeDeclared() throws {
    let silent = try Program.run(["listen", "--require-purpose", "--input", mono])
    #expect(silent.code == 78 && silent.lines.isEmpty && silent.error.contains("no purpose is declared"))
    let said = try Program.run(
      ["listen", "--require-purpose", "--input", mono], environment: ["UNDERTONE_PURPOSE": "professional-driver-safety"])
    #expect(said.code == 0 && said.lines.first?.contains(#""purpose":"professional-driver-safety""#) == true)
    #expect(said.lines.contains { $0.contains(#""gender":null"#) })
    let unit = try String(contentsOfFile: Program.root + "/Config/packaging/undertone.service", encoding: .utf8)
    #expect(unit.contains("--require-purpose"))
  }

  @Test func aCallWithoutADeclaredAgentIsRefused() throws {
    for arguments in [["score", call], ["listen", "--input", call], ["check", "--no-listen"]] {
      let outcome = try Program.run(arguments + ["--purpose", "customer-call"])
      #expect(outcome.code == 78 && (outcome.error + outcome.lines.joined()).contains("agent"), "\(arguments)")
    }
  }

  /// Each channel by itself is the customer's alone; and the customer's answer is the one without any purpose.
  @Test func theAgentsChannelIsNeverScored() throws {
    let each = try score(["--agent-channel", "2", "--channel", "each"], call)
    #expect(each.code == 0 && each.lines.count == 1)
    #expect(each.lines.first?.contains(#""channel":1"#) == true && each.lines.first?.contains(#""gender":null"#) == true)
    let free = try Program.run(["score", "--channel", "each", "--gender", "off", call])
    #expect(free.lines.count == 2 && free.lines.first == each.lines.first)
    let chosen = try score(["--agent-channel", "2", "--channel", "1", "--gender", "on"], call)
    #expect(chosen.code == 0 && chosen.lines.first?.contains(#""gender":{"female""#) == true)
    let listened = try Program.run(
      ["listen", "--purpose", "customer-call", "--agent-channel", "2", "--channel", "each", "--input", call])
    #expect(listened.code == 0 && listened.lines.count > 20)
    #expect(listened.lines.allSatisfy { !$0.contains(#""channel":2"#) && $0.contains(#""channel":1"#) || $0.contains(#""type":"start""#) })
    let events = try score(["--agent-channel", "2", "--channel", "each", "--events"], call)
    #expect(events.code == 0 && events.lines.count == listened.lines.count)
  }

  @Test func whereTheAgentWouldBeHeardNothingIs() throws {
    let cases: [(arguments: [String], file: String, text: String)] = [
      (["--agent-channel", "2"], call, "a mix would hold the agent's channel 2"),
      (["--agent-channel", "2", "--channel", "2"], call, "channel 2 is the agent's"),
      (["--agent-channel", "1"], mono, "it cannot be heard"),
      (["--agent-channel", "1", "--channel", "each"], mono, "it cannot be heard"),
      (["--agent-channel", "2"], mono, "the agent may be heard in any"),
      (["--agent-channel", "3", "--channel", "1"], call, "the agent may be heard in any"),
    ]
    for (arguments, file, text) in cases {
      let scored = try score(arguments, file)
      #expect(scored.code == 66 && scored.lines.count == 1 && scored.lines[0].contains(text), "\(arguments)")
      #expect(!scored.lines[0].contains("probabilities"))
      let listened = try Program.run(["listen", "--purpose", "customer-call", "--input", file] + arguments)
      #expect(listened.code == 64 && listened.lines.isEmpty && listened.error.contains(text), "\(arguments)")
    }
    let allowed = try score(["--agent-channel", "none"], call)
    #expect(allowed.code == 0 && allowed.lines.count == 1)
  }

  /// What a stream was planned with stays until a restart, and that is said: also while its microphone is still waited for.
  @Test func aPurposeThatComesLateWantsARestart() throws {
    let file = try folder.write("purpose: research\n", to: "u.yaml")
    let running = try Program.Running(["listen", "--device", "nonesuch", "--wait", "--config", file])
    #expect(running.nextLine()?.contains(#""state":"lost""#) == true)
    _ = try folder.write("purpose: customer-call\nagent_channel: 2\n", to: "u.yaml")
    kill(running.process.processIdentifier, SIGHUP)
    #expect(running.waitForError("a restart is needed for purpose, agent_channel"))
    kill(running.process.processIdentifier, SIGTERM)
    #expect(try running.finish().code == 0)
  }

  /// A microphone is opened as far as the agent's channel, so that no plug-in mixes it into fewer.
  @Test func aMicrophoneIsHeardWithoutTheAgent() throws {
    let microphone = try PluginMicrophone(sound: DemoSound().mono16kHz, channels: 2)
    let running = try microphone.start(["--purpose", "customer-call", "--agent-channel", "2", "--channel", "1"])
    let start = running.nextLine()
    #expect(start?.contains(#""channels":2"#) == true && start?.contains(#""channel":"1""#) == true)
    kill(running.process.processIdentifier, SIGTERM)
    _ = try running.finish()
    let mixed = try microphone.start(["--purpose", "customer-call", "--agent-channel", "2"]).finish()
    #expect(mixed.code == 64 && mixed.lines.isEmpty && mixed.error.contains("a mix would hold"))
  }
}
