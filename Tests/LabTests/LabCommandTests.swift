import Foundation
import Model
import Network
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
    ["train", "--data", "\(folder)/data", "--run", "\(folder)/run", "--cache", "\(folder)/cache"] + more
  }

  private let small = [
    "--set", "training.hidden=16", "--set", "training.lanes=4", "--set", "training.steps=25", "--set", "training.streams.madeSounds=[]",
  ]

  @Test(arguments: ["lab", "corpus", "train", "finetune", "evaluate", "plot", "report", "export", "bench"])
  func helpIsAsCommitted(_ command: String) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let outcome = try LabProgram.run(command == "lab" ? ["--help"] : [command, "--help"])
    let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/help-\(command).txt")
    #expect(outcome.code == 0)
    #expect(outcome.output == (try String(contentsOf: golden, encoding: .utf8)))
  }

  /// The files inside the programs are what `export` makes of the whole ones, and they mean the same to `--precision int8`.
  @Test(arguments: ["undertone", "undertone-cremad"]) func theShippedInt8FilesAreExports(name: String) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let models = #filePath.replacing("Tests/LabTests/LabCommandTests.swift", with: "Config/models/")
    let outcome = try LabProgram.run(["export", "\(models)\(name).safetensors", "\(folder)/int8.safetensors"])
    #expect(outcome.code == 0, "\(outcome.error)")
    let exported = try Data(contentsOf: URL(filePath: "\(folder)/int8.safetensors"))
    #expect(exported == (try Data(contentsOf: URL(filePath: "\(models)\(name)-int8.safetensors"))))
    #expect(exported.count < 1_200_000)
    let whole = try Model(path: "\(models)\(name).safetensors", precision: .int8)
    let small = try Model(path: "\(folder)/int8.safetensors", precision: .int8)
    var own = State(whole.weights.configuration)
    var other = State(whole.weights.configuration)
    var random = RandomSource(seed: 2)
    for _ in 0..<50 {
      let features = (0..<256).map { _ in random.normal() }
      let (one, two) = (whole.weights.step(features.span, state: &own), small.weights.step(features.span, state: &other))
      // Scales are kept to the last bit but one.
      for index in 0..<8 { #expect(abs(one.emotion[index] - two.emotion[index]) < 0.05) }
    }
  }

  @Test func trainsAndEvaluates() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let trained = try LabProgram.run(train(["--set", "training.epochs=3"] + small))
    #expect(trained.code == 0, "\(trained.error)")
    #expect(trained.error.contains("epoch 3/3"))
    let log = try String(contentsOfFile: "\(folder)/run/log.jsonl", encoding: .utf8).split(separator: "\n")
    #expect(log.count == 3)
    #expect(log[2].contains(#""epoch":3"#) && log[2].contains(#""cremad":"#))
    let evaluated = try LabProgram.run([
      "evaluate", "--data", "\(folder)/data", "--cache", "\(folder)/cache", "--model", "\(folder)/run/undertone.safetensors", "--json",
    ])
    #expect(evaluated.code == 0, "\(evaluated.error)")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(evaluated.output.utf8)) as? [String: Any])
    let stream = try #require((report["stream"] as? [String: [String: Any]])?["cremad"])
    #expect(stream["clips"] as? Int == 4)  // speaker 1015 is in the split "dev", 9999 is held out
    #expect(report["split"] as? String == "dev")
    try evaluatesByProtocol()
  }

  private var model: String { "\(folder)/run/undertone.safetensors" }

  private func evaluate(_ more: [String]) throws -> LabProgram.Outcome {
    try LabProgram.run(["evaluate", "--data", "\(folder)/data", "--model", model] + more)
  }

  /// The model of `trainsAndEvaluates` in every test that one speaker of CREMA-D allows, and refused in the others.
  private func evaluatesByProtocol() throws {
    let names = ["cremad", "noise", "anytime", "stream", "gap", "calibration"]
    let noise = "\(folder)/data/9999_TST_SAD_XX.wav"
    let tested = try evaluate(["--json", "--noise", noise, "--hours", "0.01", "--protocol"] + names)
    #expect(tested.code == 0, "\(tested.error)")
    let document = try #require(try JSONSerialization.jsonObject(with: Data(tested.output.utf8)) as? [String: Any])
    let results = try #require(document["results"] as? [[String: Any]])
    #expect(results.compactMap { $0["protocol"] as? String } == names)
    let table = try #require((results[0]["tables"] as? [[String: Any]])?.first)
    let row = try #require((table["rows"] as? [[String: Any]])?.first)
    #expect(row["clips"] as? Int == 4)
    #expect(row["UAR"] is Double)  // no interval: one speaker

    let text = try evaluate(["--hours", "0.01", "--protocol", "stream", "calibration"])
    #expect(text.output.contains("stream: undertone ") && text.output.contains("UAR lost"))
    #expect(text.output.contains("calibration: undertone ") && text.output.contains("Abstaining"))

    for (more, word) in [
      (["--protocol", "random"], "partition random"), (["--protocol", "cremad", "--split", "train"], "trained on cremad-1001"),
      (["--protocol", "noise"], "--noise"),
    ] {
      let refused = try evaluate(more)
      #expect(refused.code == 64)
      #expect(refused.output.isEmpty)
      let lines = refused.error.split(separator: "\n").filter { $0.hasPrefix("Error: ") }
      #expect(lines.count == 1 && lines[0].contains(word), "\(refused.error)")
    }
    #expect(try evaluate([model]).code == 64)  // two models need a protocol
  }

  /// Each front end trains, its model runs in `evaluate`, and its run goes on as what it is.
  @Test(arguments: ["spectrum", "waveform"]) func trainsEachFrontEnd(_ frontEnd: String) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let command = train(["--set", "training.epochs=1", "--set", "training.frontEnd=\(frontEnd)"] + small)
    let trained = try LabProgram.run(command)
    #expect(trained.code == 0, "\(trained.error)")
    #expect(try String(decoding: Data(contentsOf: URL(filePath: model)), as: UTF8.self).contains(frontEnd))
    let evaluated = try LabProgram.run(["evaluate", "--data", "\(folder)/data", "--cache", "\(folder)/cache", "--model", model])
    #expect(evaluated.code == 0, "\(evaluated.error)")
    #expect(evaluated.output.contains("cremad"))
    #expect(try LabProgram.run(command).code == 0)
    let other = try LabProgram.run(
      ["train", "--data", "\(folder)/data", "--run", "\(folder)/other", "--cache", "\(folder)/cache", "--start", model] + small)
    #expect(other.code != 0)
    #expect(other.error.contains("tensor input.0.weight has shape [16, \(frontEnd == "waveform" ? 640 : 1028)], expected [16, 256]"))
  }

  @Test func corpusSaysWhatIsThereAndWhatIsOdd() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("not audio".utf8).write(to: URL(filePath: "\(folder)/data/1001_XXX_SAD_XX.wav"))
    try FileManager.default.copyItem(
      atPath: "\(folder)/data/1001_TST_ANG_XX.wav", toPath: "\(folder)/data/1001_TST_FEA_XX.wav")
    let arguments = ["corpus", "\(folder)/data", "--cache", "\(folder)/cache"]
    let told = try LabProgram.run(arguments)
    #expect(told.code == 0, "\(told.error)")
    #expect(told.output.contains("left out  damaged  \(folder)/data/1001_XXX_SAD_XX.wav: "))
    #expect(told.output.contains("as cremad/1001_TST_FEA_XX"))
    #expect(told.output.contains("not what the name says"))  // AU files, named .wav
    let json = try LabProgram.run(arguments + ["--json"])
    let document = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let rows = try #require((document["tables"] as? [[String: Any]])?.first?["rows"] as? [[String: Any]])
    #expect(rows.map { $0["corpus, split"] as? String } == ["cremad train", "cremad dev", "cremad held-out", "all"])
    #expect(rows.map { $0["clips"] as? Int } == [3, 4, 1, 8])
    let files = try #require(document["files"] as? [[String: Any]])
    #expect(files.count { $0["leftOut"] as? Bool == true } == 3)
  }

  /// Each picture and a report of two runs, from a tiny model.
  @Test func drawsEachPictureAndReports() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let noise = "\(folder)/data/9999_TST_SAD_XX.wav"
    #expect(try LabProgram.run(train(["--set", "training.epochs=2"] + small)).code == 0)
    let data = ["--data", "\(folder)/data", "--cache", "\(folder)/cache"]
    let tests = ["confusion", "calibration", "anytime", "noise", "stream"].map { name in
      (name, ["--model", model, "--noise", noise, "--hours", "0.01"] + data)
    }
    let runs = ["frontends", "ablation"].map { ($0, ["--run", "\(folder)/run", "\(folder)/run"] + data) }
    let others = [
      ("corpus", data), ("emotions", data), ("training", ["\(folder)/run"]),
      ("timeline", [noise, "--model", model]),
    ]
    for (name, arguments) in tests + runs + others {
      let files = ["svg", "png"].map { "\(folder)/\(name).\($0)" }
      let drawn = try LabProgram.run(["plot", name] + arguments + ["--width", "344", "--output"] + files)
      #expect(drawn.code == 0, "\(name): \(drawn.error)")
      let svg = try String(contentsOfFile: files[0], encoding: .utf8)
      #expect(svg.contains("width=\"344\"") && svg.contains("</svg>"), "\(name)")
      #expect(try Data(contentsOf: URL(filePath: files[1])).starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
    #expect(
      try LabProgram.run(
        ["train", "--data", "\(folder)/data", "--run", "\(folder)/other", "--cache", "\(folder)/cache"]
          + small + ["--set", "training.epochs=2", "--set", "training.muon=false"]
      ).code == 0)
    let compared = try LabProgram.run(
      ["plot", "ablation", "--run", "\(folder)/run", "\(folder)/other", "--output", "\(folder)/two.svg"] + data)
    let rows = compared.output.split(separator: "\n").map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
    #expect(rows.contains("as it") && rows.contains("muon=false 4"), "\(compared.output)")
    let report = try LabProgram.run(
      ["report", "\(folder)/run", "--against", model, "--with-audio", "--hours", "0.01"] + data)
    #expect(report.code == 0, "\(report.error)")
    let page = try String(contentsOfFile: "\(folder)/run/report.html", encoding: .utf8)
    #expect(page.contains("undertone-lab train --data data") && page.contains("data:audio/wav;base64,"))
    #expect(page.contains("ravdess-emobox") == false && page.contains("CREMA-D: percent") && page.contains("Worst errors"))
    #expect(page.contains("noise needs a recording") && page.contains("<h2>Difference</h2>"))
    #expect(!page.contains(folder))  // where things lie on this machine is nobody's business
  }

  @Test func whatCannotBeDrawnIsSaid() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: "\(folder)/empty", withIntermediateDirectories: true)
    #expect(try LabProgram.run(train(["--set", "training.epochs=1"] + small)).code == 0)
    let vox = "\(folder)/vox/anna-20080613-abc"
    for name in ["etc", "wav"] { try FileManager.default.createDirectory(atPath: "\(vox)/\(name)", withIntermediateDirectories: true) }
    try "Gender: Female\n".write(toFile: "\(vox)/etc/README", atomically: true, encoding: .utf8)
    try FileManager.default.copyItem(atPath: "\(folder)/data/9999_TST_SAD_XX.wav", toPath: "\(vox)/wav/a.wav")
    for (arguments, code, word) in [
      (
        ["plot", "confusion", "--data", "\(folder)/vox", "--model", model, "--split", "train", "--output", "\(folder)/x.svg"], 70, "emotion"
      ),
      (["plot", "training", "\(folder)/empty"], 78, "log.jsonl"), (["report", "\(folder)/nowhere", "--data", folder], 78, "there is no"),
      (["report", "\(folder)/empty", "--data", folder], 78, "no run folder"),
      (["plot", "timeline", "\(folder)/nowhere.wav"], 66, "nowhere.wav"),
      (["plot", "timeline", "\(folder)/nowhere.jsonl"], 66, "nowhere.jsonl"),
      (["plot", "corpus", "--data", "\(folder)/data", "--output", "x.pdf"], 64, "x.pdf"),
      (
        ["plot", "corpus", "--data", "\(folder)/data", "--cache", "\(folder)/c", "--output", "/nowhere/x.svg"], 74, "/nowhere is no folder"
      ),
    ] as [([String], Int32, String)] {
      let outcome = try LabProgram.run(arguments)
      #expect(outcome.code == code, "\(arguments): \(outcome.error)")
      #expect(outcome.error.contains(word), "\(outcome.error)")
    }
  }

  /// From a tiny model to one that knows two more speakers; with the heads alone the layers below stay as they were.
  @Test func finetunesOnAnOwnListAndShowsTheGain() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(try LabProgram.run(train(["--set", "training.epochs=1"] + small)).code == 0)
    var refused = 0
    let clips = ["anna", "bert"].flatMap { speaker in
      ["angry", "sad"].enumerated().map { index, emotion in
        (name: "\(speaker)-\(emotion)", text: "\(speaker)-\(emotion).wav,\(emotion),\(speaker)", hertz: 250.0 + 300 * Double(index))
      }
    }
    for clip in clips { try writeTone(clip.name, clip.hertz) }
    let list = "\(folder)/data/own.csv"
    try ("path,emotion,speaker\n" + clips.map(\.text).joined(separator: "\n")).write(toFile: list, atomically: true, encoding: .utf8)
    let tune =
      ["finetune", "--data", list, "--cache", "\(folder)/cache", "--start", model, "--set", "training.epochs=1"]
      + small
    let tuned = try LabProgram.run(tune + ["--run", "\(folder)/heads", "--layers", "heads"])
    #expect(tuned.code == 0, "\(tuned.error)")
    #expect(tuned.output.contains("Speakers held out, endless stream"))
    let rows = tuned.output.split(separator: "\n").map { $0.split(separator: " ").prefix(3) }
    #expect(rows.contains(["own", "2", "1"]))
    let before = try TensorFile(path: model).tensors
    let after = try TensorFile(path: "\(folder)/heads/own.safetensors").tensors
    let changed = zip(before, after).filter { $0 != $1 }.map(\.0.name)
    #expect(changed == ["emotion.weight", "emotion.bias"])  // nobody's gender is in the list
    let file = try String(decoding: Data(contentsOf: URL(filePath: "\(folder)/heads/own.safetensors")), as: UTF8.self)
    #expect(file.contains("dev.stream.own.uar") && !file.contains("own.gender"))
    // The same folder with other people held out would tell of a gain on whom it knows.
    let rest = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n").dropFirst()
    for dev in ["anna", "bert"] {
      let lines = rest.map { "\($0),\($0.hasSuffix(dev) ? "dev" : "train")" }
      try (["path,emotion,speaker,split"] + lines).joined(separator: "\n").write(toFile: list, atomically: true, encoding: .utf8)
      let again = try LabProgram.run(tune + ["--run", "\(folder)/heads", "--layers", "heads"])
      if again.code == 0 { continue }
      #expect(again.code == 78 && again.error.contains("or of other clips"), "\(again.error)")
      refused += 1
    }
    #expect(refused == 1)
    let all = try LabProgram.run(tune + ["--run", "\(folder)/all", "--name", "ours"])
    #expect(all.code == 0, "\(all.error)")
    #expect(try TensorFile(path: "\(folder)/all/ours.safetensors").tensors.first { $0.name == "input.0.weight" } != before.first)
  }

  @Test func controlCSavesAndTheSameCommandGoesOn() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let stopped = try LabProgram.run(train(["--set", "training.epochs=200"] + small), interruptAt: "epoch 1/200")
    #expect(stopped.code == 130)
    #expect(stopped.error.contains("the same command goes on"))
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/run/undertone.safetensors"))
    let epoch = "epoch \(try epochs() + 1)/200"
    let resumed = try LabProgram.run(train(["--set", "training.epochs=200"] + small), interruptAt: "epoch ")
    #expect(resumed.error.contains(epoch), "\(resumed.error)")
  }

  private func epochs() throws -> Int {
    try String(contentsOfFile: "\(folder)/run/log.jsonl", encoding: .utf8).split(separator: "\n").count
  }

  @Test func aFolderHoldsOneRecipesRun() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let recipe = "\(folder)/tiny.yaml"
    try """
    name: tiny
    corpora: [cremad]
    training: {epochs: 1, hidden: 16, lanes: 4, steps: 25, streams: {noise: 0, gaps: [{share: 1, from: 0.1, to: 0.3}]}}
    """.write(toFile: recipe, atomically: true, encoding: .utf8)
    let first = try LabProgram.run(train(["--recipe", recipe, "--partition", "random"]))
    #expect(first.code == 0, "\(first.error)")
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/run").sorted()
    #expect(files == ["checkpoint.safetensors", "command.txt", "log.jsonl", "recipe.json", "tiny.safetensors"])
    let command = try String(contentsOfFile: "\(folder)/run/command.txt", encoding: .utf8)
    #expect(command == "undertone-lab train --data data --run run --cache cache --recipe tiny.yaml --partition random\n")
    let other = try LabProgram.run(train(["--recipe", recipe, "--set", "training.seed=9"]))
    #expect(other.code != 0)
    #expect(other.error.contains("holds the run of another recipe"), "\(other.error)")
    let tested = try LabProgram.run(
      ["train", "--data", "\(folder)/data", "--run", "\(folder)/next", "--cache", "\(folder)/cache"] + small
        + ["--start", "\(folder)/run/tiny.safetensors"])
    #expect(tested.code == 78)
    #expect(tested.error.contains("was trained on cremad-1015, who is tested here"), "\(tested.error)")
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/next"))
    // Who was heard by the first model is known of the second.
    let second = try LabProgram.run(
      ["train", "--data", "\(folder)/data", "--run", "\(folder)/second", "--cache", "\(folder)/cache"] + small
        + ["--set", "training.epochs=1", "--partition", "random", "--start", "\(folder)/run/tiny.safetensors"])
    #expect(second.error.contains("was trained on"), "\(second.error)")
  }

  @Test func whatCannotBeIsSaid() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let nowhere = try LabProgram.run(["train", "--data", "/nowhere", "--run", "\(folder)/run"])
    #expect(nowhere.code != 0)
    #expect(nowhere.error.contains("/nowhere"))
    for (arguments, code, message) in [
      (["--recipe", "/nowhere.yaml"], 78, "cannot read the recipe /nowhere.yaml"),
      (["--set", "training.epoch=3"], 78, "unknown key training.epoch; known: dropout"),
      (["--set", "training.epochs=many"], 78, "training.epochs is \"many\", expected a number"),
      (["--set", "training.seed=1e30"], 78, "training.seed"), (["--set", "training.rate=inf"], 78, "expected a number"),
      (["--set", "training"], 78, "expected KEY=VALUE"), (["--set", "=3"], 78, "expected KEY=VALUE"),
      (["--set", "training.streams.passes.cremad=-1"], 65, "streams.passes"),
      (["--set", "training.streams.vocalTractBands.tess=99"], 65, "streams.vocalTractBands"),
      (["--set", "training.streams.madeSounds=[bagpipes]"], 65, "nobody makes \"bagpipes\""),
      (["--partition", "speakers-9"], 64, "known: split, speakers-1"), (["--threads", "0"], 64, "--threads 0"),
      (["--teacher", "/nowhere.safetensors"], 66, "/nowhere.safetensors"),
    ] as [([String], Int32, String)] {
      let outcome = try LabProgram.run(train(arguments))
      #expect(outcome.code == code, "\(arguments)")
      #expect(outcome.error.contains(message), "\(arguments): \(outcome.error)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/run"))
  }

  @Test func aLevelThatIsNotThereIsRefused() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let outcome = try LabProgram.run(["bench", "--help"], environment: ["UNDERTONE_CPU": "abacus"])
    #expect(outcome.code == 78)
    #expect(outcome.error.contains("UNDERTONE_CPU=abacus: this processor has baseline"))
  }

  /// Pictures of what `bench --json` and `Soak days` write.
  @Test func drawsCostsAndMemory() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let results = [("streams-1", 15.0), ("streams-100", 8.0), ("width-64", 2.0), ("width-64-int8", 1.5), ("step", 45.0)]
    let json = results.map { name, micros in #"{"name":"\#(name)","microsP50":\#(micros)}"# }.joined(separator: ",")
    try "{\"results\":[\(json)]}".write(toFile: "\(folder)/bench.json", atomically: true, encoding: .utf8)
    try "days,resident_kb\n0.0,9000\n1.0,26852\n2.0,26852\n".write(toFile: "\(folder)/memory.csv", atomically: true, encoding: .utf8)
    for (kind, file, words) in [("costs", "bench.json", "streams on one core"), ("memory", "memory.csv", "simulated days")] {
      let outcome = try LabProgram.run(["plot", kind, "\(folder)/\(file)", "--output", "\(folder)/\(kind).svg"])
      #expect(outcome.code == 0, "\(outcome.error)")
      #expect(try String(contentsOfFile: "\(folder)/\(kind).svg", encoding: .utf8).contains(words))
    }
    let refused = try LabProgram.run(["plot", "costs", "\(folder)/memory.csv", "--output", "\(folder)/none.svg"])
    #expect(refused.code != 0 && refused.error.contains("is not what undertone-lab bench --json writes"))
  }
}
