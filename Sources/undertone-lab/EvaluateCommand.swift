import ArgumentParser
import Corpus
import Evaluation
import Foundation
import Model
import Network

/// Says how well a model hears people whom it was not trained on.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Tests models on people whom they have not heard, clip by clip and in an endless stream.",
    discussion: """
      Clips go through the product's own path: decoder, resampler, features, network. In the stream, clips of random \
      speakers and emotions are joined with 0.2 to 1.5 s of background and nothing is ever reset; the estimate is read \
      at the end of each clip. WA is the share of right answers, UAR the mean of the emotions' recalls. Without a \
      protocol one model's scores are printed corpus by corpus.

      Protocols (a model file says which clips it was trained on, and is refused where it would be tested on them):
        cremad            CREMA-D beside its listeners; by gender, age and intensity
        ravdess-emobox    RAVDESS, EmoBox folds 2 to 6: models of speakers-1…5
        savee-loso        SAVEE, one speaker left out: the same models
        tess-cross        TESS, tested on the other speaker: the same models
        random            a fifth of all clips, whoever speaks: a model of random
        leave-corpus-out  a corpus never heard: models of without-cremad, …
        noise             car noise through the stream at 20, 10, 5 and 0 dB SNR
        anytime           UAR after 0.25 to 3 s of speech
        stream            what the endless stream loses, and whether it grows
        gap               what to do with the LSTM's state when audio was lost
        calibration       whether the confidence is right, and what abstaining brings
        background        an hour without a speaker: how often is an emotion named?
        signal            the watch over the microphone: false signals, faults
      Figures stand with 95 % intervals, bootstrapped over speakers.
      """)

  @OptionGroup var options: TestOptions
  @Option(name: .long, parsing: .upToNextOption, help: "The model files.") var model: [String]
  @Option(name: .customLong("protocol"), parsing: .upToNextOption, help: "What to test, by name; see above.")
  var tests: [TestProtocol] = []
  @Option(help: "What the network's matrices are multiplied in.") var precision = Precision.float
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard model.count == 1 || !tests.isEmpty else { throw ValidationError("several models need a --protocol") }
  }

  func run() throws {
    let watcher = Progress.watcher()
    let candidates = try model.map { try Candidate(try Model(path: $0, precision: precision), path: $0) }
    let room = try options.room(try options.clips(for: candidates, watcher), watcher)
    if tests.isEmpty { try overview(candidates[0], room) } else { try test(candidates, room) }
  }

  /// What is finished when Ctrl-C comes is printed all the same.
  private func test(_ candidates: [Candidate], _ room: TestRoom) throws {
    try room.check(tests, candidates)
    var outcomes: [Outcome] = []
    var stop: Stopped?
    do {
      for test in tests {
        let found = try room.run(test, candidates)
        outcomes += found
        if !json { print(found.map { $0.text + "\n" }.joined(separator: "\n")) }
      }
    } catch let stopped as Stopped {
      stop = stopped
    }
    if json { print(try Outcome.json(outcomes)) }
    if let stop { throw stop }
  }

  /// A model's scores corpus by corpus, on whom it was not trained.
  private func overview(_ candidate: Candidate, _ room: TestRoom) throws {
    let overview = try room.overview(candidate)
    guard json else { return print(overview.report.table) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    print(String(decoding: try encoder.encode(overview.report), as: UTF8.self))
  }
}

extension Precision: ExpressibleByArgument {}
