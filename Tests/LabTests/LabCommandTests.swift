import Foundation
import Testing

@testable import Corpus

/// Training, stopping, going on and evaluating from the command line, on made-up clips.
@Suite struct LabCommandTests {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "undertone-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
    for (index, name) in ["ANG", "SAD", "HAP", "NEU"].enumerated() {
      for speaker in ["1001", "1015"] { try writeTone("\(speaker)_TST_\(name)_XX", 200 * pow(2, Double(index))) }
    }
    try writeTone("9999_TST_SAD_XX", 800)
  }

  /// An AU file of one second, 16-bit samples; each name gives its own noise.
  private func writeTone(_ name: String, _ hertz: Double) throws {
    var random = RandomSource(seed: name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
    var data = Data(".snd".utf8)
    for word in [24, 32_000, 3, 16_000, 1] { withUnsafeBytes(of: UInt32(word).bigEndian) { data.append(contentsOf: $0) } }
    for index in 0..<16_000 {
      let value = 8000 * sin(2 * .pi * hertz * Double(index) / 16_000) + 100 * Double(random.normal())
      withUnsafeBytes(of: Int16(value).bigEndian) { data.append(contentsOf: $0) }
    }
    try data.write(to: URL(filePath: "\(folder)/data/\(name).wav"))
  }

  private func train(_ more: [String]) -> [String] {
    ["train", "--data", "\(folder)/data", "--out", "\(folder)/m.safetensors", "--cache", "\(folder)/cache"] + more
  }

  private let small = ["--hidden", "16", "--lanes", "4", "--steps", "25"]

  @Test(arguments: ["lab", "train", "evaluate"])
  func helpIsAsCommitted(_ command: String) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let outcome = try LabProgram.run(command == "lab" ? ["--help"] : [command, "--help"])
    let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/help-\(command).txt")
    #expect(outcome.code == 0)
    #expect(outcome.output == (try String(contentsOf: golden, encoding: .utf8)))
  }

  @Test func trainsAndEvaluates() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let trained = try LabProgram.run(train(["--epochs", "3"] + small))
    #expect(trained.code == 0, "\(trained.error)")
    #expect(trained.error.contains("epoch 3/3"))
    let log = try String(contentsOfFile: "\(folder)/m.safetensors.log.jsonl", encoding: .utf8).split(separator: "\n")
    #expect(log.count == 3)
    #expect(log[2].contains(#""epoch":3"#) && log[2].contains(#""cremad":"#))
    let evaluated = try LabProgram.run([
      "evaluate", "--data", "\(folder)/data", "--cache", "\(folder)/cache", "--model", "\(folder)/m.safetensors", "--json",
    ])
    #expect(evaluated.code == 0, "\(evaluated.error)")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(evaluated.output.utf8)) as? [String: Any])
    let stream = try #require((report["stream"] as? [String: [String: Any]])?["cremad"])
    #expect(stream["clips"] as? Int == 4)  // speaker 1015 is in the split "dev", 9999 is held out
    #expect(report["split"] as? String == "dev")
  }

  /// Each front end trains, its model runs in `evaluate`, and its checkpoint goes on as what it is.
  @Test(arguments: ["spectrum", "waveform"]) func trainsEachFrontEnd(_ frontEnd: String) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let trained = try LabProgram.run(train(["--epochs", "1", "--front-end", frontEnd] + small))
    #expect(trained.code == 0, "\(trained.error)")
    let model = "\(folder)/m.safetensors"
    #expect(try String(decoding: Data(contentsOf: URL(filePath: model)), as: UTF8.self).contains(frontEnd))
    let evaluated = try LabProgram.run(["evaluate", "--data", "\(folder)/data", "--cache", "\(folder)/cache", "--model", model])
    #expect(evaluated.code == 0, "\(evaluated.error)")
    #expect(evaluated.output.contains("cremad"))
    let resumed = try LabProgram.run(train(["--resume", "\(model).checkpoint"]))
    #expect(resumed.code == 0, "\(resumed.error)")
    let other = try LabProgram.run(train(["--epochs", "1", "--start", model] + small))
    #expect(other.code != 0)
    #expect(other.error.contains("tensor input.0.weight has shape [16, \(frontEnd == "waveform" ? 640 : 1028)], expected [16, 256]"))
  }

  @Test func controlCSavesAndResumeGoesOn() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let stopped = try LabProgram.run(train(["--epochs", "200"] + small)) { process, text in
      if text.contains("epoch 1/200") { process.interrupt() }
    }
    #expect(stopped.code == 130)
    #expect(stopped.error.contains("--resume"))
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/m.safetensors"))
    let epoch = "epoch \(try epochs() + 1)/200"
    let resumed = try LabProgram.run(train(["--resume", "\(folder)/m.safetensors.checkpoint"])) { process, text in
      if text.contains("epoch ") { process.interrupt() }
    }
    #expect(resumed.error.contains(epoch), "\(resumed.error)")
  }

  private func epochs() throws -> Int {
    try String(contentsOfFile: "\(folder)/m.safetensors.log.jsonl", encoding: .utf8).split(separator: "\n").count
  }

  @Test func whatCannotBeIsSaid() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let nowhere = try LabProgram.run(["train", "--data", "/nowhere", "--out", "\(folder)/m.safetensors"])
    #expect(nowhere.code != 0)
    #expect(nowhere.error.contains("/nowhere"))
    let checkpoint = try LabProgram.run(train(["--resume", "/nowhere.checkpoint"]))
    #expect(checkpoint.code != 0)
    #expect(checkpoint.error.contains("/nowhere.checkpoint"))
    #expect(try LabProgram.run(train(["--epochs", "many"])).code == 64)
  }
}
