// swift-tools-version: 6.2
import PackageDescription

// The folder listing shows the way of a sample:
// Capture → Ring → Spectrum → Network → Timeline, wired by Listening; Watching shows the events; the lab adds Corpus → Training → Evaluation,
// and Bench, which times them all.

/// FFTW, the resampler, libyaml and libmd are linked statically, so that one file copied to a board needs only libc and libasound.
let fftw: LinkerSetting = .linkedLibrary(":libfftw3f.a")
let speexDSP: LinkerSetting = .linkedLibrary(":libspeexdsp.a")
let yaml: LinkerSetting = .linkedLibrary(":libyaml.a")
let messageDigest: LinkerSetting = .linkedLibrary(":libmd.a")

let package = Package(
  name: "undertone",
  products: [
    .executable(name: "undertone", targets: ["undertone"]),
    .executable(name: "undertone-monitor", targets: ["undertone-monitor"]),
    .executable(name: "undertone-lab", targets: ["undertone-lab"]),
    // The tests' microphone: an ALSA plugin, so libasound must be able to open it by name.
    .library(name: "FaultMicrophone", type: .dynamic, targets: ["FaultMicrophone"]),
    // Counts heap calls where it is preloaded: undertone-lab bench.
    .library(name: "HeapProbe", type: .dynamic, targets: ["HeapProbe"]),
    // A wall clock that jumps, to be preloaded.
    .library(name: "SteppedClock", type: .dynamic, targets: ["SteppedClock"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    .target(name: "CLinux"),
    .systemLibrary(name: "CALSA", providers: [.apt(["libasound2-dev"])]),
    .systemLibrary(name: "CFFTW", providers: [.apt(["libfftw3-dev"])]),
    .systemLibrary(name: "CSpeexDSP", providers: [.apt(["libspeexdsp-dev"])]),
    .systemLibrary(name: "CSndFile", providers: [.apt(["libsndfile1-dev"])]),
    .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CMD", providers: [.apt(["libmd-dev"])]),
    .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3"])]),
    .target(name: "CTraining", cSettings: [.unsafeFlags(["-O3"])]),
    .target(name: "EmbeddedSplits", cSettings: [.unsafeFlags(["-Wno-c23-extensions"])]),
    .target(name: "EmbeddedModel", cSettings: [.unsafeFlags(["-Wno-c23-extensions"])]),

    .target(name: "Ring", dependencies: ["CLinux"]),
    .target(name: "Capture", dependencies: ["Ring", "CLinux", "CALSA", "CSndFile"]),
    .target(name: "Spectrum", dependencies: ["CFFTW", "CSpeexDSP", "CKernels"], linkerSettings: [fftw, speexDSP]),
    .target(name: "Network", dependencies: ["CKernels"]),
    .target(name: "Model", dependencies: ["Spectrum", "Network", "EmbeddedModel", "CMD"], linkerSettings: [messageDigest]),
    .target(name: "Signal", dependencies: ["CKernels"]),
    .target(name: "Timeline"),
    .target(name: "EventReading"),
    .target(name: "Watching", dependencies: ["EventReading", "CLinux"]),
    .target(name: "YAML", dependencies: ["CYAML"], linkerSettings: [yaml]),
    .target(
      name: "Listening",
      dependencies: ["Ring", "Capture", "Signal", "Spectrum", "Network", "Model", "Timeline", "YAML", "CKernels", "CLinux"]),
    .executableTarget(
      name: "undertone",
      dependencies: [
        "Listening", "Capture", "Model", "Network", "Timeline", "Watching",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .target(
      name: "MonitorPage", exclude: ["page.html", "page.css", "icon.svg", "page.js", "stream.js", "timeline.js", "panels.js", "words.js"],
      cSettings: [.unsafeFlags(["-Wno-c23-extensions"])]),
    .target(
      name: "Monitor",
      dependencies: [
        "EventReading", "MonitorPage", .product(name: "FlyingFox", package: "FlyingFox"),
        .product(name: "FlyingSocks", package: "FlyingFox"),
      ]),
    .executableTarget(
      name: "undertone-monitor",
      dependencies: ["Monitor", "EventReading", .product(name: "ArgumentParser", package: "swift-argument-parser")]),

    .target(name: "Corpus", dependencies: ["Capture", "Spectrum", "Network", "Model", "CTraining", "EmbeddedSplits"]),
    .target(name: "Training", dependencies: ["Corpus", "Spectrum", "Network", "Model", "CKernels", "CTraining", "COpenBLAS"]),
    .target(name: "Pictures"),
    .target(
      name: "Evaluation",
      dependencies: [
        "Corpus", "Spectrum", "Network", "Model", "Listening", "Timeline", "Capture", "Signal", "Pictures",
      ]),
    .target(
      name: "HTMLReport",
      dependencies: ["Corpus", "Evaluation", "Pictures", .product(name: "Mustache", package: "swift-mustache")]),
    .target(name: "CBench", cSettings: [.unsafeFlags(["-O3"])]),
    .target(
      name: "Bench",
      dependencies: [
        "CBench", "Capture", "Signal", "Spectrum", "Network", "Model", "Timeline", "Listening", "Corpus", "Training", "Evaluation",
      ]),
    .executableTarget(
      name: "undertone-lab",
      dependencies: [
        "Bench", "HTMLReport", "Corpus", "Training", "Evaluation", "Pictures", "Capture", "Listening", "Model", "Network", "Spectrum",
        "YAML",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .target(name: "HeapProbe", path: "Tests/HeapProbe"),
    .target(name: "ProcessProbe", path: "Tests/ProcessProbe"),
    .target(name: "SteppedClock", path: "Tests/SteppedClock"),
    .target(name: "TestSupport", dependencies: ["CSndFile"], path: "Tests/TestSupport"),
    .target(
      name: "FaultMicrophone", dependencies: ["CALSA"], path: "Tests/FaultMicrophone",
      linkerSettings: [.linkedLibrary("asound")]),
    .executableTarget(name: "RingRace", dependencies: ["Ring"], path: "Tests/RingRace"),
    .executableTarget(
      name: "Soak", dependencies: ["Listening", "Capture", "Ring", "Model", "Timeline", "HeapProbe", "TestSupport"], path: "Tests/Soak"),
    .testTarget(name: "RingTests", dependencies: ["Ring", "HeapProbe", "TestSupport"]),
    .testTarget(name: "CaptureTests", dependencies: ["Capture", "Ring", "CSndFile", "CALSA", "HeapProbe", "TestSupport"]),
    .testTarget(name: "SignalTests", dependencies: ["Signal", "Capture", "CKernels", "HeapProbe", "TestSupport"]),
    .testTarget(name: "SpectrumTests", dependencies: ["Spectrum", "HeapProbe", "TestSupport"]),
    .testTarget(name: "NetworkTests", dependencies: ["Network", "CKernels", "HeapProbe", "TestSupport"]),
    .testTarget(name: "ModelTests", dependencies: ["Model", "Network", "Spectrum", "TestSupport"]),
    .testTarget(name: "TimelineTests", dependencies: ["Timeline", "HeapProbe", "TestSupport"]),
    .testTarget(
      name: "ListeningTests", dependencies: ["Listening", "Capture", "Ring", "Model", "Timeline", "HeapProbe", "TestSupport"]),
    .testTarget(name: "WatchingTests", dependencies: ["Watching", "EventReading"], exclude: ["Golden"]),
    .testTarget(name: "EventReadingTests", dependencies: ["EventReading", "TestSupport"]),
    .testTarget(name: "MonitorTests", dependencies: ["Monitor", "undertone-monitor", "EventReading"], exclude: ["Golden"]),
    .testTarget(name: "CorpusTests", dependencies: ["Corpus", "Spectrum"]),
    .testTarget(
      name: "TrainingTests", dependencies: ["Training", "Corpus", "Network", "Spectrum", "CTraining"], exclude: ["Golden"]),
    .testTarget(
      name: "EvaluationTests",
      dependencies: ["Evaluation", "Corpus", "Listening", "Model", "Network", "Pictures", "Signal", "Spectrum", "Timeline", "TestSupport"]),
    .testTarget(name: "BenchTests", dependencies: ["Bench", "Model", "HeapProbe", "TestSupport"]),
    .testTarget(name: "PicturesTests", dependencies: ["Pictures"]),
    .testTarget(name: "HTMLReportTests", dependencies: ["HTMLReport", "Evaluation", "Corpus", "Pictures"]),
    .testTarget(name: "LabTests", dependencies: ["undertone-lab", "Corpus", "Model", "Network", "YAML"], exclude: ["Golden"]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: ["undertone", "FaultMicrophone", "Capture", "Network", "Spectrum", "CSndFile", "ProcessProbe", "TestSupport"],
      exclude: ["Golden"]),
  ],
  swiftLanguageModes: [.v6]
)

// The fuzzers need libFuzzer's run time and instrumented modules: Tests/Fuzz/run.sh asks for them.
if Context.environment["UNDERTONE_FUZZING"] != nil {
  package.targets.append(
    .executableTarget(
      name: "undertone-fuzz", dependencies: ["Network", "Model", "Spectrum", "YAML", "Listening", "Capture", "Ring", "Timeline"],
      path: "Tests/Fuzz/Sources"))
}

// CI takes warnings for errors; a newer compiler on somebody's machine shall not stop them.
if Context.environment["CI"] != nil {
  for target in package.targets where [.regular, .executable, .test].contains(target.type) {
    target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
  }
}
