/// Builds one line of JSON, field by field, into bytes that are kept from line to line.
///
/// Numbers have a fixed count of decimals; what is not finite becomes null, because JSON has no word for it.
public struct JSONLine: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init() {
    bytes.reserveCapacity(4096)
  }

  /// Begins anew with `{`.
  public mutating func begin() {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(UInt8(ascii: "{"))
  }

  /// `}` and a line feed.
  public mutating func end() {
    bytes.append(UInt8(ascii: "}"))
    bytes.append(UInt8(ascii: "\n"))
  }

  public mutating func key(_ name: String) {
    if let last = bytes.last, last != UInt8(ascii: "{"), last != UInt8(ascii: "[") { bytes.append(UInt8(ascii: ",")) }
    string(name)
    bytes.append(UInt8(ascii: ":"))
  }

  public mutating func field(_ name: String, _ value: String?) {
    key(name)
    if let value { string(value) } else { raw("null") }
  }

  public mutating func field(_ name: String, _ value: Bool) {
    key(name)
    raw(value ? "true" : "false")
  }

  public mutating func field(_ name: String, _ value: some BinaryInteger) {
    key(name)
    raw(String(value))
  }

  /// - Parameter decimals: 0 to 9 digits behind the point.
  public mutating func field(_ name: String, _ value: Double, decimals: Int) {
    key(name)
    number(value, decimals: decimals)
  }

  /// Opens an object or array under a name: `body` writes what is in it.
  public mutating func object(_ name: String, _ body: (inout JSONLine) -> Void) {
    key(name)
    bytes.append(UInt8(ascii: "{"))
    body(&self)
    bytes.append(UInt8(ascii: "}"))
  }

  public mutating func array<Element>(_ name: String, _ elements: [Element], _ body: (inout JSONLine, Element) -> Void) {
    key(name)
    bytes.append(UInt8(ascii: "["))
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      body(&self, element)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// An object that is an array's element.
  public mutating func element(_ body: (inout JSONLine) -> Void) {
    bytes.append(UInt8(ascii: "{"))
    body(&self)
    bytes.append(UInt8(ascii: "}"))
  }

  public mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        raw(byte < 16 ? "\\u000\(digits)" : "\\u00\(digits)")
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  public mutating func raw(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  public mutating func number(_ value: Double, decimals: Int) {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value * scale).rounded()
    guard scaled.isFinite, abs(scaled) < 9e18 else { return raw("null") }
    let magnitude = UInt64(abs(scaled))
    if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
    raw(String(magnitude / UInt64(scale)))
    guard decimals > 0 else { return }
    let fraction = String(magnitude % UInt64(scale))
    bytes.append(UInt8(ascii: "."))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: decimals - fraction.utf8.count))
    bytes.append(contentsOf: fraction.utf8)
  }
}
