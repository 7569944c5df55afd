import Foundation
import TestSupport

/// A pipe that a thread fills with given pieces, so that a reader sees a stream that cannot seek.
///
/// The reading end stays open until the process ends: the source that has it does not own it.
struct FedPipe {
  let reader: Int32

  /// - Parameter pieces: written one after another, with a pause between them.
  init(_ pieces: [Data], pauseMilliseconds: UInt32 = 0, closes: Bool = true) {
    signal(SIGPIPE, SIG_IGN)  // a reader may leave early
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0)
    reader = ends[0]
    let writer = ends[1]
    Thread.detachNewThread {
      for piece in pieces {
        piece.withUnsafeBytes { bytes in
          var sent = 0
          while sent < bytes.count {
            let count = write(writer, bytes.baseAddress! + sent, bytes.count - sent)
            if count <= 0 { return }
            sent += count
          }
        }
        usleep(pauseMilliseconds * 1000)
      }
      if closes { close(writer) }
    }
  }

  /// Cuts `data` into pieces of pseudo-random sizes.
  static func cut(_ data: Data, seed: UInt64 = 3) -> [Data] {
    var random = SplitMix64(seed: seed)
    var pieces: [Data] = []
    var rest = data[...]
    while !rest.isEmpty {
      let count = Int.random(in: 1...min(rest.count, 5000), using: &random)
      pieces.append(Data(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return pieces
  }
}
