internal import CALSA

/// A call of libasound that failed: its name, its code, and libasound's own message where it gave one.
struct AlsaError: Error, CustomStringConvertible {
  let call: String
  /// −errno.
  let code: Int32
  /// What libasound would have printed first; empty for most calls.
  let detail: String

  var description: String {
    let text = "\(call): \(String(cString: snd_strerror(code))) (\(code))"
    return detail.isEmpty ? text : "\(detail) (\(text))"
  }

  /// Keeps libasound from printing; what it would have printed goes into `detail`.
  static func silence() {
    calsa_silence()
    calsa_forget()
  }

  /// Runs `body` and throws when it gives a negative code; the one place where libasound's codes are read.
  @discardableResult
  static func check(_ call: String, _ body: () -> Int32) throws(AlsaError) -> Int32 {
    silence()
    let code = body()
    if code < 0 { throw AlsaError(call: call, code: code, detail: String(cString: calsa_first_message())) }
    return code
  }
}
