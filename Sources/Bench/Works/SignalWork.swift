internal import Signal

/// The watch over the microphone: a run is a block.
final class SignalWork: BenchWork {
  private static let rateHz = 16_000
  private static let blockLength = rateHz / 10

  private var watch = SignalWatch(rateHz: rateHz)
  private let samples: [Float]
  private var next = 0
  let unitsARun = 1
  let secondsARun = 0.1

  init(_ material: BenchMaterial) {
    samples = material.samples
  }

  func run() {
    if next + Self.blockLength > samples.count { next = 0 }
    samples.withUnsafeBufferPointer { all in
      let block = UnsafeBufferPointer(rebasing: all[next..<next + Self.blockLength])
      var offset = 0
      while offset < block.count { _ = watch.nextChange(in: block, from: &offset) }
    }
    next += Self.blockLength
  }
}
