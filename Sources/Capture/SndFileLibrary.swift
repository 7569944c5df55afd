internal import CSndFile
internal import Glibc

/// libsndfile, opened when the first file is: a board that only listens to its microphone need not have it.
///
/// One field a function that we call, with the C name and signature of sndfile.h.
struct SndFileLibrary: Sendable {
  typealias Open = @convention(c) (UnsafePointer<CChar>, Int32, UnsafeMutablePointer<SF_INFO>) -> OpaquePointer?
  typealias OpenVirtual =
    @convention(c) (
      UnsafeMutablePointer<SF_VIRTUAL_IO>, Int32, UnsafeMutablePointer<SF_INFO>, UnsafeMutableRawPointer?
    ) -> OpaquePointer?
  typealias Close = @convention(c) (OpaquePointer?) -> Int32
  typealias ReadFrames = @convention(c) (OpaquePointer?, UnsafeMutablePointer<Float>, sf_count_t) -> sf_count_t
  typealias ErrorNumber = @convention(c) (OpaquePointer?) -> Int32
  typealias ErrorText = @convention(c) (OpaquePointer?) -> UnsafePointer<CChar>?
  typealias Command = @convention(c) (OpaquePointer?, Int32, UnsafeMutableRawPointer?, Int32) -> Int32

  let open: Open
  let openVirtual: OpenVirtual
  let close: Close
  let readFrames: ReadFrames
  let errorNumber: ErrorNumber
  let errorText: ErrorText
  let command: Command

  /// The library, or why it cannot be had; it is looked for once and stays loaded.
  static let shared: Result<SndFileLibrary, CaptureError> = load("libsndfile.so.1")

  /// - Throws: `CaptureError` (no input) when `name` cannot be loaded or lacks a function.
  static func load(_ name: String) -> Result<SndFileLibrary, CaptureError> {
    guard let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
      let reason = dlerror().map { String(cString: $0) } ?? "not found"
      return .failure(
        CaptureError(.noInput, "audio files need libsndfile (\(reason)); install it: apt-get install libsndfile1"))
    }
    do throws(CaptureError) {
      return .success(try SndFileLibrary(handle: handle, name: name))
    } catch {
      return .failure(error)
    }
  }

  private init(handle: UnsafeMutableRawPointer, name: String) throws(CaptureError) {
    // SAFETY: each symbol is cast to the signature that sndfile.h gives it.
    func symbol<Function>(_ symbolName: String, as type: Function.Type) throws(CaptureError) -> Function {
      guard let address = dlsym(handle, symbolName) else {
        throw CaptureError(.noInput, "\(name) has no \(symbolName): libsndfile 1.0.18 or newer is needed")
      }
      return unsafeBitCast(address, to: type)
    }
    open = try symbol("sf_open", as: Open.self)
    openVirtual = try symbol("sf_open_virtual", as: OpenVirtual.self)
    close = try symbol("sf_close", as: Close.self)
    readFrames = try symbol("sf_readf_float", as: ReadFrames.self)
    errorNumber = try symbol("sf_error", as: ErrorNumber.self)
    errorText = try symbol("sf_strerror", as: ErrorText.self)
    command = try symbol("sf_command", as: Command.self)
  }

  /// libsndfile's last word about `file` (nil: about the last open), without its trailing full stop, and without "System error : "
  /// in front of the system's own.
  func message(_ file: OpaquePointer?) -> String {
    var text = errorText(file).map { String(cString: $0) } ?? "unknown error"
    while let last = text.last, last == "." || last.isWhitespace { text.removeLast() }
    let prefix = "System error : "
    return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
  }

  /// What libsndfile has noted about `file` since it was opened, its decoders' trouble included; 16 KiB at most.
  func log(_ file: OpaquePointer?) -> String {
    // Its own buffer is as long.
    var text = [UInt8](repeating: 0, count: 16_384)
    let count = text.withUnsafeMutableBytes {
      Int(command(file, Int32(SFC_GET_LOG_INFO), $0.baseAddress, Int32($0.count)))
    }
    return String(decoding: text.prefix(max(0, min(count, text.count))), as: UTF8.self)
  }

  /// Container and encoding as sndfile.h names them, without its prefix: `FLAC/PCM_16`, `WAV/FLOAT`.
  static func name(format: Int32) -> String {
    let container =
      switch Int(format) & SF_FORMAT_TYPEMASK {
      case SF_FORMAT_WAV, SF_FORMAT_WAVEX: "WAV"
      case SF_FORMAT_RF64: "RF64"
      case SF_FORMAT_W64: "W64"
      case SF_FORMAT_AIFF: "AIFF"
      case SF_FORMAT_AU: "AU"
      case SF_FORMAT_FLAC: "FLAC"
      case SF_FORMAT_OGG: "OGG"
      case SF_FORMAT_CAF: "CAF"
      case SF_FORMAT_MPEG: "MPEG"
      default: "0x" + String(Int(format) & SF_FORMAT_TYPEMASK, radix: 16)
      }
    let encoding =
      switch Int(format) & SF_FORMAT_SUBMASK {
      case SF_FORMAT_PCM_S8: "PCM_S8"
      case SF_FORMAT_PCM_U8: "PCM_U8"
      case SF_FORMAT_PCM_16: "PCM_16"
      case SF_FORMAT_PCM_24: "PCM_24"
      case SF_FORMAT_PCM_32: "PCM_32"
      case SF_FORMAT_FLOAT: "FLOAT"
      case SF_FORMAT_DOUBLE: "DOUBLE"
      case SF_FORMAT_ULAW: "ULAW"
      case SF_FORMAT_ALAW: "ALAW"
      case SF_FORMAT_VORBIS: "VORBIS"
      case SF_FORMAT_OPUS: "OPUS"
      case SF_FORMAT_MPEG_LAYER_III: "LAYER_III"
      default: "0x" + String(Int(format) & SF_FORMAT_SUBMASK, radix: 16)
      }
    return container + "/" + encoding
  }
}
