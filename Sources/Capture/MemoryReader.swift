internal import Ring

/// Mono frames from memory, over and over: for load tests, which shall not measure a decoder.
final class MemoryReader: FrameReader {
  let rateHz = 16_000
  let channels = 1
  let formatName = "FLOAT"
  private let sound: [Float]
  private var next: Int
  private var left: Int

  /// `frames` frames of `sound`, beginning at `from`, again from its beginning after its end.
  init(_ sound: [Float], from: Int, frames: Int) {
    self.sound = sound
    next = from % sound.count
    left = frames
  }

  func read(into mono: UnsafeMutablePointer<Float>, frames: Int, stop: StopFlag) -> Int {
    let count = min(frames, left, sound.count - next)
    sound.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { mono.update(from: base + next, count: count) }
    }
    next = (next + count) % sound.count
    left -= count
    return count
  }

  func takeChannelReport() -> Int32? { nil }
}

extension FileSource {
  /// Sound in memory (16 kHz mono), played at real time as a file is.
  /// - Parameter delayNanoseconds: after the start of the deck that plays it: not everybody begins to speak at the same moment.
  package convenience init(sound: [Float], from: Int, frames: Int, name: String, delayNanoseconds: Int64) {
    self.init(
      MemoryReader(sound, from: from, frames: frames), kind: "file", name: name, pace: .real, blockFrames: 160,
      delayNanoseconds: delayNanoseconds)
  }
}
