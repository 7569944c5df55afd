internal import CSndFile
internal import Glibc

/// Any audio file that libsndfile reads, frame after frame.
///
/// - Shapes: samples are interleaved `[frames, channels]`.
/// - Units: −1…1 (integer encodings are scaled by their full scale; float ones come as they are).
public struct AudioFile: ~Copyable {
  /// Frames a second.
  public let rateHz: Int
  public let channels: Int
  /// Frames in the whole file, as its header says; `Int.max` for a stream whose header does not.
  public let frameCount: Int
  /// Container and encoding, such as `FLAC/PCM_16`.
  public let formatName: String
  private var framesRead = 0
  private let name: String
  private let library: SndFileLibrary
  private let file: OpaquePointer
  /// Kept alive for libsndfile, which holds it unowned.
  private let stream: InputStream?

  /// What is read: the rates that the resampler knows, and more channels than any recording has. Rings and blocks grow
  /// with both, so a damaged header must not choose them.
  static var rates: ClosedRange<Int> { 4000...768_000 }
  static var channelCounts: ClosedRange<Int> { 1...64 }

  /// Opens `path`.
  /// - Throws: `CaptureError`, one line with the path: no input, with libsndfile's reason, or format for a rate or a
  ///   number of channels that no sound has.
  public init(path: String) throws(CaptureError) {
    let library = try SndFileLibrary.shared.get()
    // libsndfile would call a folder a format that it does not know.
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw CaptureError(.noInput, "cannot open \(path): it is a folder, not a file")
    }
    var info = SF_INFO()
    let file = library.open(path, Int32(SFM_READ), &info)
    try self.init(library, file, info, name: path, stream: nil)
  }

  /// Reads a stream that cannot seek, as far as libsndfile does not need it to: FLAC.
  /// - Throws: `CaptureError`: no input when libsndfile makes nothing of it, or format as `init(path:)`.
  init(stream: InputStream, name: String) throws(CaptureError) {
    let library = try SndFileLibrary.shared.get()
    var info = SF_INFO()
    var calls = VirtualStream.calls
    let file = library.openVirtual(&calls, Int32(SFM_READ), &info, Unmanaged.passUnretained(stream).toOpaque())
    try self.init(library, file, info, name: name, stream: stream)
  }

  /// - Throws: `CaptureError`: no input when `file` is nil (what libsndfile said of it), or format when its header is
  ///   out of range; nothing has been allocated by its numbers then.
  private init(
    _ library: SndFileLibrary, _ file: OpaquePointer?, _ info: SF_INFO, name: String, stream: InputStream?
  ) throws(CaptureError) {
    guard let file else {
      let advice = library.errorNumber(nil) == SF_ERR_UNRECOGNISED_FORMAT ? "; recordings such as WAV, FLAC, AIFF, AU and Ogg are read" : ""
      throw CaptureError(.noInput, "cannot open \(name): \(library.message(nil))\(advice)")
    }
    guard Self.rates.contains(Int(info.samplerate)), Self.channelCounts.contains(Int(info.channels)) else {
      _ = library.close(file)
      throw CaptureError(
        .format,
        "cannot read \(name): its header gives \(info.channels) channels at \(info.samplerate) Hz; "
          + "1…\(Self.channelCounts.upperBound) channels at \(Self.rates.lowerBound)…\(Self.rates.upperBound) Hz are read")
    }
    self.name = name
    self.library = library
    self.file = file
    self.stream = stream
    rateHz = Int(info.samplerate)
    channels = Int(info.channels)
    frameCount = Int(info.frames)
    formatName = SndFileLibrary.name(format: info.format)
  }

  deinit { _ = library.close(file) }

  /// Reads the next frames, up to `samples.count / channels`.
  /// - Returns: frames read; 0 at the end.
  /// - Throws: `CaptureError` (format) when the file is damaged on the way, or breaks off before its end.
  public mutating func read(into samples: inout MutableSpan<Float>) throws(CaptureError) -> Int {
    let wanted = samples.count / channels
    guard wanted > 0 else { return 0 }
    let (library, file) = (library, file)
    let count = samples.withUnsafeMutableBufferPointer { buffer -> Int in
      guard let base = buffer.baseAddress else { return 0 }
      return Int(library.readFrames(file, base, sf_count_t(wanted)))
    }
    if count < wanted, library.errorNumber(file) != 0 {
      throw CaptureError(.format, "\(name): \(library.message(file))")
    }
    framesRead += count
    if count == 0, breaksOff {
      let whole = frameCount == .max ? "" : " of \(frameCount)"
      throw CaptureError(.format, "\(name): it breaks off after \(framesRead)\(whole) frames")
    }
    return count
  }

  /// Whether the end that was reached is none: libsndfile takes a FLAC stream that stops anywhere for one that ends.
  ///
  /// Only FLAC: other headers' counts are fitted to the file's size, or are estimates. Where FLAC's header names no
  /// count, libsndfile's log alone tells an end inside a frame (the decoder returned false) from one between two.
  private var breaksOff: Bool {
    guard formatName.hasPrefix("FLAC/") else { return false }
    return frameCount == .max
      ? library.log(file).contains("process_single returned false") : framesRead < frameCount
  }
}
