import Glibc
import Ring

@testable import Capture

/// Sound as it may come, read to its end: on a pipe (our own readers of WAV, AU and raw samples, and FLAC through libsndfile), or from a
/// file (libsndfile).
enum AudioTarget {
  /// What a pipe holds at once, so that no second thread is needed to fill it.
  private static let pipeCapacity = 65_536
  private static let blockFrames = 2048

  static func runStream(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    guard bytes.count <= pipeCapacity else { return -1 }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { fatalError("no pipe") }
    defer { close(ends[0]) }
    if write(ends[1], bytes.baseAddress, bytes.count) != bytes.count { fatalError("a short write") }
    close(ends[1])
    // Raw samples say nothing of themselves; the input's length decides, so that seeds are plain sound files.
    let formats = SampleFormat.allCases
    let raw = RawFormat(
      rateHz: [16000, 8000, 192_000, 44100][bytes.count % 4], channels: bytes.count % 3 + 1, format: formats[bytes.count % formats.count])
    let choice: ChannelChoice = bytes.count % 5 == 0 ? .index(1) : .mix
    readAll { () throws(CaptureError) in try FileSource(descriptor: ends[0], channel: choice, pace: .max, raw: raw) }
    return 0
  }

  static func runFile(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    let descriptor = scratch
    let isWritten = ftruncate(descriptor, 0) == 0 && pwrite(descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count
    if !isWritten { fatalError("a short write") }
    readAll { () throws(CaptureError) in try FileSource(path: "/proc/self/fd/\(descriptor)") }
    return 0
  }

  /// A file in memory without a name, made once.
  private static let scratch: Int32 = {
    var name = Array("/dev/shm/undertone-fuzz-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { fatalError("no scratch file") }
    unlink(name)
    return descriptor
  }()

  private static func readAll(_ open: () throws(CaptureError) -> FileSource) {
    do throws(CaptureError) {
      let source = try open()
      let format = source.format
      check((4000...768_000).contains(format.rateHz) && (1...64).contains(format.channels), "\(format)")
      let mono = UnsafeMutablePointer<Float>.allocate(capacity: blockFrames)
      defer { mono.deallocate() }
      let stop = StopFlag()
      var total = 0
      while true {
        let count = try source.reader.read(into: mono, frames: blockFrames, stop: stop)
        if count == 0 { break }
        check((1...blockFrames).contains(count), "\(count) frames")
        for index in 0..<count { check(abs(mono[index]) <= 8, "sample \(mono[index])") }
        total += count
        // A few bytes may stand for hours (MP3's and FLAC's silence); an end must come all the same, but not here.
        if total > 10_000_000 { break }
      }
    } catch {
      check(!error.message.contains("\n"), "more than a line: \(error.message)")
    }
  }
}
