import Foundation
import Testing

/// `undertone check`: every row, and the exit code of the first that is not well.
@Suite struct CheckTests {
  private func check(_ microphone: PluginMicrophone, _ arguments: [String] = []) throws -> Program.Outcome {
    try Program.run(["check", "--device", "test"] + arguments, environment: microphone.environment)
  }

  @Test func allIsWell() throws {
    let outcome = try check(PluginMicrophone(sound: DemoSound().mono16kHz))
    #expect(outcome.code == 0, "\(outcome.lines)")
    for row in ["configuration", "model", "microphone", "sound"] {
      #expect(outcome.lines.contains { $0.hasPrefix("ok      \(row)") })
    }
    #expect(outcome.lines.first?.contains("purpose not declared (research; the service wants it declared)") == true)
    #expect(outcome.lines.contains { $0.contains("test: 16000 Hz, 1 channels, S16_LE, channel mix") })
    #expect(outcome.error.isEmpty)
  }

  @Test(arguments: [
    (0.0, 1.0, "", "every sample is the same"), (40.0, 1.0, "", "it clips"), (0.001, 1.0, "", "hardly a sound"),
    (1.0, 3.0, "", "samples a second and says 16000"), (1.0, 1.0, #"faults "overrun@8000:4800""#, "samples were lost"),
    (1.0, 1.0, #"faults "removal@8000:9000""#, "was lost while it was listened to"),
  ])
  func whatIsWrongWithTheSoundIsSaid(gain: Double, speed: Double, faults: String, message: String) throws {
    let demo = try DemoSound().mono16kHz
    let sound = demo.withUnsafeBytes { bytes in
      // From the first words on.
      bytes.bindMemory(to: Int16.self)[8000...].map { Int16(max(-32_768, min(32_767, Double($0) * gain))) }
    }
    let microphone = try PluginMicrophone(sound: sound.withUnsafeBytes { Data($0) }, speed: speed, settings: faults)
    let outcome = try check(microphone)
    #expect(outcome.code == 69)
    let row = try #require(outcome.lines.last)
    #expect(row.hasPrefix("NOT OK  sound") && row.contains(message), "\(row)")
  }

  @Test func everyRowIsSaidAndTheFirstThatIsWrongDecides() throws {
    let microphone = try PluginMicrophone(sound: DemoSound().mono16kHz)
    let outcome = try check(microphone, ["--model", "/nowhere.safetensors"])
    #expect(outcome.code == 78)
    #expect(outcome.lines.contains { $0.hasPrefix("NOT OK  model") && $0.contains("/nowhere.safetensors") })
    #expect(outcome.lines.contains { $0.hasPrefix("ok      sound") })
    let missing = try Program.run(["check", "--device", "nonesuch"], environment: microphone.environment)
    #expect(missing.code == 69)
    #expect(missing.lines.contains { $0.hasPrefix("NOT OK  microphone") && $0.contains("nonesuch") })
  }
}
