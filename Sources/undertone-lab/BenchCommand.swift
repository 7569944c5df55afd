import ArgumentParser
import Bench
import Corpus
import Foundation
import Model
import Spectrum

/// Says how fast everything is, and how fast it could be.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures speed and memory of each part, and how near the network's step comes to the machine's limit.",
    discussion: """
      A case repeats its work for some seconds, on one recording over and over. Times are of one unit: a run of four frames, of a hundred \
      streams or of an epoch is divided by what it holds. Build for release.

      Cases:
      \(BenchCase.all.map { "  \($0.name.padding(toLength: 15, withPad: " ", startingAt: 0))\($0.summary)" }.joined(separator: "\n"))
      A case named without its number stands for all of them; width is measured only when it is named.

      Heap calls are counted when the tests' probe is there: LD_PRELOAD=.build/release/libHeapProbe.so. Instructions: \
      Tests/Benchmarks/instructions.sh. Others beside us: Tests/Benchmarks/peers.sh.
      """)

  @Option(name: .customLong("case"), help: "What to measure; may be repeated. (default: all but width)") var cases: [String] = []
  @Option(help: "How long each case is measured.") var seconds = 2.0
  @Option(help: "Instead: so many seconds of sound, whatever time they take; for instruction counters.") var fixed: Double?
  @Option(help: "The recording.") var input = "Config/demo.flac"
  @Option(help: "A model file. (default: the one inside)") var model: String?
  @Option(name: .long, parsing: .upToNextOption, help: "Clips for the training, as train takes them. (default: pieces of the recording)")
  var data: [String] = []
  @OptionGroup var work: WorkOptions
  @Option(help: "Write JSON to a file, or with - print it.") var json: String?

  @Option(help: "Instead: write the recording's features and what the network says of them (safetensors), for comparisons.")
  var reference: String?

  func validate() throws {
    guard seconds > 0, seconds <= 3600 else { throw ValidationError("--seconds \(seconds): expected more than 0, and 3600 at most") }
    if let fixed, !(fixed > 0 && fixed <= 86400) { throw ValidationError("--fixed \(fixed): expected more than 0, and 86400 at most") }
    do { _ = try BenchCase.named(cases) } catch { throw ValidationError(error.description) }
  }

  func run() throws {
    if let json, json != "-" { try OutputError.check(json) }
    let chosen = try BenchCase.named(cases)
    let material = try material()
    if let reference { return try material.reference().write(to: reference) }
    if let fixed { return try runFixed(chosen, material, seconds: fixed) }
    let bench = Bench(material, seconds: seconds)
    var results: [BenchResult] = []
    for entry in chosen {
      note("\(entry.name): \(entry.summary)")
      results.append(try bench.measure(entry))
    }
    let report = BenchReport(
      sound: URL(filePath: input).lastPathComponent, model: "model \(material.model.metadata.sha256.prefix(12))", results: results)
    if json != "-" { print(report.tables.map(\.text).joined(separator: "\n\n")) }
    if let json { try write(report, to: json) }
  }

  /// The level of dispatch, then one line a case, in the order of the table: what an instruction counter's totals are divided by.
  private func runFixed(_ chosen: [BenchCase], _ material: BenchMaterial, seconds: Double) throws {
    print("level", BenchReport.Machine().level)
    for entry in chosen { print(entry.name, try Bench.runFixed(entry, material, seconds: seconds)) }
  }

  private func material() throws -> BenchMaterial {
    let model = try self.model.map { try Model(path: $0) } ?? Model.embedded()
    guard !data.isEmpty else { return try BenchMaterial(path: input, model: model, threads: work.threads) }
    let (data, work) = (data, work)
    return try BenchMaterial(path: input, model: model, threads: work.threads) {
      let watcher = Progress.watcher()
      let dataset = try Dataset(at: data, speakers: try SpeakerTable.embedded())
      let store = try work.store(dataset.clips.map(\.path), FeatureConfiguration(), watcher)
      let clips = dataset.clips.filter { store.damaged[$0.path] == nil && store.entry($0.path).frames >= 4 }
      let recipe = StreamRecipe()
      let noise = try NoiseBank.forTraining([], made: recipe.madeSounds, store: store)
      return StreamMaterial(clips: clips, store: store, noise: noise, recipe: recipe)
    }
  }

  private func write(_ report: BenchReport, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(report) + Data("\n".utf8)
    if path == "-" { try FileHandle.standardOutput.write(contentsOf: data) } else { try OutputError.write(data, to: path) }
  }
}
