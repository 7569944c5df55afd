import Foundation
import HeapProbe
import Model
import TestSupport
import Testing

@testable import Bench

@Suite struct BenchCaseTests {
  private static let demo = Fixture.path("../../Config/demo.flac")

  @Test func aNameStandsForItsNumbers() throws {
    #expect(try BenchCase.named(["streams"]).map(\.name) == ["streams-1", "streams-10", "streams-100", "streams-1000"])
    #expect(try BenchCase.named(["streams-10", "step"]).map(\.name) == ["step", "streams-10"])
    #expect(try BenchCase.named([]).allSatisfy(\.isDefault))
    #expect(try !BenchCase.named([]).map(\.name).contains("width-64"))
    #expect(Set(BenchCase.all.map(\.name)).count == BenchCase.all.count)
    #expect { try BenchCase.named(["step", "stream"]) } throws: { "\($0)".contains("no case is called stream;") }
  }

  /// Each case that one thread makes in a moment works, and touches the heap only where it may.
  @Test(arguments: ["features", "step", "step-int8", "batch-64", "signal", "pipeline", "streams-10", "width-64"])
  func aCaseIsMeasured(_ name: String) throws {
    // The probe is in the test bundle, and not preloaded.
    let heap = HeapCounter(begin: heap_probe_begin, end: heap_probe_end)
    let bench = Bench(try BenchMaterial(path: Self.demo, model: Model.embedded()), seconds: 0.02, heap: heap)
    let result = try bench.measure(try BenchCase.named([name])[0])
    #expect(result.name == name && result.runs >= 3)
    #expect(result.p50 > 0 && result.p50 <= result.p99 && result.p99 <= result.worst)
    #expect(result.timesRealTime > 0)
    #expect(result.memory.after > 0 && result.memory.peak >= result.memory.after)
    #expect(result.streams == (name == "streams-10" ? 10 : 1))
    #expect((result.limit != nil) == ["step", "step-int8", "batch-64", "width-64"].contains(name))
    if let share = result.limit { #expect(share.share > 0 && share.limit.multiplyAddsASecond > share.limit.bytesASecond / 64) }
    #expect(result.heapCallsARun == 0)
  }

  /// So much sound and no more, in whole runs.
  @Test func fixedWorkGoesThroughItsSeconds() throws {
    let material = try BenchMaterial(path: Self.demo, model: Model.embedded())
    let seconds = { try Bench.runFixed(try BenchCase.named([$0])[0], material, seconds: 0.5) }
    #expect(abs(try seconds("features") - 0.52) < 1e-9)
    #expect(abs(try seconds("signal") - 0.5) < 1e-9)
    #expect(abs(try seconds("streams-10") - 0.8) < 1e-9)
    #expect(abs(try seconds("score") - Double(material.samples.count) / 16_000) < 1e-9)
  }

  @Test func aStreamsEventsComeOut() throws {
    let material = try BenchMaterial(path: Self.demo, model: Model.embedded())
    let work = try StreamsWork(material, streams: 2)
    for _ in 0..<50 { work.run() }
    #expect(work.events >= 2 * 4)  // two seconds of sound: an estimate each half of them
  }

  @Test func theReferenceIsWhatTheStepSays() throws {
    let reference = try BenchMaterial(path: Self.demo, model: Model.embedded()).reference()
    let shapes = Dictionary(uniqueKeysWithValues: reference.tensors.map { ($0.name, $0.shape) })
    let steps = try #require(shapes["speech"]?[0])
    #expect(steps > 1000)
    #expect(shapes == ["features": [steps, 256], "emotion": [steps, 8], "gender": [steps, 2], "speech": [steps]])
    #expect(reference.tensors.allSatisfy { $0.values.allSatisfy(\.isFinite) })
  }

  @Test func clipsForTheTrainingMakeFourUpdates() throws {
    let material = try BenchMaterial(path: Self.demo, model: Model.embedded()).training()
    #expect(material.clips.count == CutClips.count)
    #expect(material.stepsAnEpoch / (64 * 75) == 4)
  }
}
