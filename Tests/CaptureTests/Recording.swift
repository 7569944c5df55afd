import Foundation
import HeapProbe
import Ring

@testable import Capture

/// Runs a source on a thread of its own and collects what comes, as the analysis would.
final class Recording {
  /// Every sample, in order, with its stream position.
  private(set) var samples: [Float] = []
  private(set) var positions: [UInt64] = []
  private(set) var marks: [Mark] = []
  let stop = StopFlag()
  private let doorbell: Doorbell
  private let sampleConsumer: SampleRing.Consumer
  private let markConsumer: MarkRing.Consumer
  private let ended = DispatchSemaphore(value: 0)
  private(set) var position: UInt64 = 0
  /// The source's thread, for the heap probe.
  nonisolated(unsafe) private(set) var counter: OpaquePointer?

  init(_ source: any Source, capacity: Int = 1 << 18, markCapacity: Int = 1 << 14) throws {
    let doorbell = try Doorbell()
    self.doorbell = doorbell
    let ring = SampleRing(capacity: capacity)
    let markRing = MarkRing(capacity: markCapacity)
    sampleConsumer = ring.makeConsumer()
    markConsumer = markRing.makeConsumer()
    let (stop, ended) = (stop, ended)
    nonisolated(unsafe) let recording = Unmanaged.passUnretained(self)
    let counted = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      recording.takeUnretainedValue().counter = heap_probe_watch()
      counted.signal()
      source.run(samples: ring.makeProducer(), marks: markRing.makeProducer(), doorbell: doorbell, stop: stop)
      ended.signal()
    }
    counted.wait()
  }

  /// The samples so far are not kept.
  func forget() {
    samples.removeAll(keepingCapacity: true)
    positions.removeAll(keepingCapacity: true)
    marks.removeAll { $0.kind == .time || $0.kind == .channels }
  }

  func gaps() -> [Mark] { marks.filter { $0.kind == .gap } }
  /// Of what happened; the reports on channels, one a second, are left out.
  func kinds() -> [Mark.Kind] { marks.map(\.kind).filter { $0 != .time && $0 != .channels } }

  /// Collects until `enough` or until `seconds` have passed.
  /// - Returns: whether it was enough.
  @discardableResult
  func collect(seconds: Double = 20, until enough: (Recording) -> Bool) -> Bool {
    let deadline = Date().addingTimeInterval(seconds)
    while Date() < deadline {
      take()
      if enough(self) { return true }
      doorbell.wait(timeoutMilliseconds: 20)
    }
    return false
  }

  /// Collects until the `end` mark.
  func collectAll(seconds: Double = 20) -> Bool { collect(seconds: seconds) { $0.marks.last?.kind == .end } }

  /// Stops the source and waits for its thread.
  /// - Returns: how long it took, in seconds.
  func finish() -> Double {
    let began = Date()
    stop.stop()
    ended.wait()
    let took = Date().timeIntervalSince(began)
    take()
    return took
  }

  /// Takes what there is: samples up to the next mark, then the mark.
  func take() {
    while true {
      // Samples first: a mark that stands before them was published before them.
      let available = sampleConsumer.availableCount
      let mark = markConsumer.peek()
      if let mark, mark.position <= position {
        precondition(mark.position == position, "a mark at \(mark.position) after its samples, at \(position)")
        marks.append(mark)
        if mark.kind == .gap { position += mark.lost }
        markConsumer.drop()
        continue
      }
      let count = min(available, mark.map { Int($0.position - position) } ?? available)
      if count == 0 { return }
      var block = [Float](repeating: .nan, count: count)
      var span = block.mutableSpan
      let got = sampleConsumer.read(into: &span)
      precondition(got == count)
      samples += block
      positions += (0..<UInt64(count)).map { position + $0 }
      position += UInt64(count)
    }
  }
}
