import Foundation

/// One fuzzer of the program's inputs, under libFuzzer; which, says the environment, because libFuzzer runs itself again with its own
/// arguments when it minimises.
///
///     UNDERTONE_FUZZ_TARGET=tensors|model|settings|stream|file  undertone-fuzz [libFuzzer's options] corpus
///
/// An input is answered with a value or an error; anything else (a trap, a sanitizer's report, a time-out, memory) is a finding.
@main
enum Fuzz {
  static let targets: [String: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32] = [
    "tensors": { TensorsTarget.run(UnsafeBufferPointer(start: $0, count: $1)) },
    "model": { ModelTarget.run(UnsafeBufferPointer(start: $0, count: $1)) },
    "settings": { SettingsTarget.run(UnsafeBufferPointer(start: $0, count: $1)) },
    "stream": { AudioTarget.runStream(UnsafeBufferPointer(start: $0, count: $1)) },
    "file": { AudioTarget.runFile(UnsafeBufferPointer(start: $0, count: $1)) },
  ]

  static func main() {
    guard let name = ProcessInfo.processInfo.environment["UNDERTONE_FUZZ_TARGET"], let target = targets[name] else {
      fatalError("UNDERTONE_FUZZ_TARGET must be one of \(targets.keys.sorted())")
    }
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    exit(runDriver(&count, &arguments, target))
  }
}

/// libFuzzer's loop, from its run time library.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
