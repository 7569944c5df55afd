import ArgumentParser
import Corpus
import Evaluation
import Foundation
import Listening
import Model
import Pictures

/// Draws the data, the training and the result.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Draws one picture, as SVG and PNG: of the data, a training, a model or a recording.",
    subcommands: [
      PlotCorpus.self, PlotEmotions.self, PlotTraining.self, PlotTest<ConfusionPicture>.self, PlotTest<CalibrationPicture>.self,
      PlotTest<AnytimePicture>.self, PlotTest<NoisePicture>.self, PlotTest<StreamPicture>.self, PlotTimeline.self, PlotFrontends.self,
      PlotAblation.self, PlotCosts.self, PlotMemory.self,
    ])
}

struct PlotCorpus: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "corpus", abstract: "Clips by corpus and emotion.")
  @OptionGroup var corpus: CorpusOptions
  @OptionGroup var picture: PictureOptions

  func run() throws {
    try picture.check()
    let (dataset, sizes) = try corpus.work.sizes(of: corpus.data, Progress.watcher())
    for figure in try CorpusReport(sizes, findings: dataset.findings).figures() { try picture.write(figure) }
  }
}

struct PlotEmotions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emotions", abstract: "Waveform and log-mel spectrogram of one clip of each emotion, by one speaker.")
  @OptionGroup var corpus: CorpusOptions
  @Option(help: "Whose clips, such as ravdess-02. (default: the first speaker with the most emotions)") var speaker: String?
  @OptionGroup var picture: PictureOptions

  func run() throws {
    try picture.check()
    try picture.write(try .emotions(of: try corpus.load(Progress.watcher()).dataset.clips, speaker: speaker))
  }
}

struct PlotTraining: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training", abstract: "Loss, accuracy and UAR by epoch, on training and dev speakers.",
    discussion: "With --follow the picture is drawn anew after each epoch, until the model is there or Ctrl-C comes.")
  @Argument(help: ArgumentHelp("The run folder of a training.", valueName: "run")) var runFolder: String
  @Flag(help: "Draw anew after each epoch.") var follow = false
  @OptionGroup var picture: PictureOptions

  func run() throws {
    try picture.check()
    Interruption.watch()
    let run = RunFolder(path: runFolder)
    var drawn = 0
    if follow { note("following \(runFolder); Ctrl-C ends that") }
    repeat {
      // A run that is just beginning has no log yet, and perhaps no folder.
      let records = follow && drawn == 0 ? (try? TrainingRecord.read(run.log)) ?? [] : try TrainingRecord.read(run.log)
      let isDone = (try? run.trainedModel()) != nil
      if records.count > drawn || !follow { try picture.write(try .training(of: records)) }
      drawn = records.count
      if isDone || !follow { return }
      for _ in 0..<10 where !Interruption.isAsked { usleep(200_000) }
    } while !Interruption.isAsked
  }
}

/// A picture of one model's test.
struct PlotTest<Kind: TestPicture>: ParsableCommand {
  static var configuration: CommandConfiguration { CommandConfiguration(commandName: Kind.name, abstract: Kind.abstract) }
  @OptionGroup var options: TestOptions
  @Option(help: "The model file.") var model: String
  @OptionGroup var picture: PictureOptions

  func run() throws {
    try picture.check()
    let watcher = Progress.watcher()
    let candidate = try Candidate(try Model(path: model), path: model)
    let room = try options.room(try options.clips(for: [candidate], watcher), watcher)
    if let test = Kind.test { try room.check([test], [candidate]) }
    let reports: [any TestReport] =
      if let test = Kind.test { try room.run(test, [candidate]).map(\.report) } else { [try room.overview(candidate)] }
    for var figure in try reports.flatMap({ try $0.figures() }) {
      let metadata = candidate.model.metadata
      let tested = candidate.partition == .split ? options.split.rawValue : candidate.partition.name
      figure.caption += " Model \(metadata.name) \(metadata.sha256.prefix(12)), tested on \(tested)."
      try picture.write(figure)
    }
  }
}

/// Which one.
protocol TestPicture {
  static var name: String { get }
  static var abstract: String { get }
  /// nil: the overview.
  static var test: TestProtocol? { get }
}

enum ConfusionPicture: TestPicture {
  static let (name, abstract) = ("confusion", "What was meant and what was heard, corpus by corpus.")
  static let test: TestProtocol? = nil
}

enum CalibrationPicture: TestPicture {
  static let (name, abstract) = ("calibration", "How often the model is right where it is how sure.")
  static let test: TestProtocol? = .calibration
}

enum AnytimePicture: TestPicture {
  static let (name, abstract) = ("anytime", "UAR against seconds of speech heard.")
  static let test: TestProtocol? = .anytime
}

enum NoisePicture: TestPicture {
  static let (name, abstract) = ("noise", "UAR against the signal to noise ratio.")
  static let test: TestProtocol? = .noise
}

enum StreamPicture: TestPicture {
  static let (name, abstract) = ("stream", "UAR against hours in the stream, and after losses of audio.")
  static let test: TestProtocol? = .stream
}

struct PlotTimeline: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline", abstract: "A recording's waveform, spectrogram, estimates, changes, alerts and gaps on one axis.",
    discussion: """
      The input is an audio file, which is played through the product's own analysis, or a file of events, which `undertone listen` \
      printed (.jsonl, or - for standard input).
      """)
  @Argument(help: ArgumentHelp("An audio file, or a file of events.", valueName: "file")) var input: String
  @Option(help: "The model for an audio file. (default: the one inside this program)") var model: String?
  @Option(help: "A configuration file with thresholds and alert rules, for an audio file.") var config: String?
  @Option(help: "The sound of a file of events, to be drawn above them; it begins where their stream begins.") var audio: String?
  @Option(help: "Stands in the picture. (default: the file's name)") var title: String?
  @OptionGroup var picture: PictureOptions

  func run() throws {
    try picture.check()
    let name = input == "-" ? "standard input" : URL(filePath: input).lastPathComponent
    try picture.write(try .timeline(try recording(), title: title ?? name))
  }

  private func recording() throws -> TimelineRecording {
    guard input == "-" || URL(filePath: input).pathExtension.lowercased().hasPrefix("json") else {
      // Whatever the installed daemon is told: only a file that is named here counts.
      var configuration = try config.map { try Settings.read(file: $0, environment: [:]) }?.timeline ?? Settings().timeline
      configuration.everySeconds = 0.1
      return try TimelineRecording(path: input, model: try model.map { try Model(path: $0) } ?? Model.embedded(), configuration)
    }
    let events = input == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: input)
    guard let events else { throw CorpusError("cannot read \(input)") }
    var recording = try TimelineRecording(events: events, name: input)
    if let audio {
      let sound = try ClipPicture(path: audio)
      (recording.waveform, recording.spectrogram) = (sound.waveform, sound.spectrogram)
    }
    return recording
  }
}
