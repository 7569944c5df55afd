import ArgumentParser
import Bench
import Capture
import Corpus
import Evaluation
import Foundation
import Listening
import Model
import Network
import Pictures
import Training
import YAML

/// The workbench: trains and evaluates Undertone's model.
@main struct Lab: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undertone-lab",
    abstract: "Trains and evaluates Undertone's model from speech-emotion corpora.",
    subcommands: [
      CorpusCommand.self, TrainCommand.self, FinetuneCommand.self, EvaluateCommand.self, PlotCommand.self, ReportCommand.self,
      ExportCommand.self, BenchCommand.self,
    ])

  static func main() {
    if let refusal = Processor.refusal {
      Terminal.error(refusal)
      Foundation.exit(EX_CONFIG)
    }
    if let core = MatrixProduct.missedCore, getenv("OPENBLAS_CORETYPE") == nil {
      // OpenBLAS chooses while the program is loaded: it is loaded again. Where that fails, it is only slow.
      setenv("OPENBLAS_CORETYPE", core, 1)
      execv("/proc/self/exe", CommandLine.unsafeArgv)
    }
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      guard let code = exitCode(of: error) else { exit(withError: error) }
      if error is Stopped { note("stopped") } else { Terminal.error("\(error)") }
      Foundation.exit(code)
    }
  }

  /// As sysexits(3) has them; nil for what the argument parser knows better.
  private static func exitCode(of error: any Error) -> Int32? {
    switch error {
    case is Stopped: 130
    case is EvaluationError, is BenchError: EX_USAGE
    case is TrainingError: EX_DATAERR
    case is PictureError: EX_SOFTWARE
    case is OutputError: EX_IOERR
    case is CaptureError: EX_NOINPUT
    case is CorpusError: EX_NOINPUT
    case is RecipeError, is YAMLError, is ModelError, is NetworkError, is ListeningError: EX_CONFIG
    default: nil
    }
  }
}
