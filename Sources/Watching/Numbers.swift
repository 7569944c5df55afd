/// A number with so many decimals; a dash for what is none.
func fixed(_ value: Double, _ decimals: Int) -> String {
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let scaled = (value * scale).rounded()
  guard scaled.isFinite, abs(scaled) < 1e15 else { return "–" }
  let digits = String(Int(abs(scaled)))
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  let sign = scaled < 0 ? "−" : ""
  return decimals == 0 ? sign + padded : sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
}

/// A share as a whole percentage.
func percent(_ share: Double?) -> String {
  share.map { "\(fixed(100 * $0, 0)) %" } ?? "–"
}

/// `1:02.3`, with hours from the first on.
func clock(_ seconds: Double) -> String {
  let tenths = Int(max(0, min(seconds, 1e12)) * 10 + 1e-6)
  let (whole, minutes) = (tenths / 10 % 60, tenths / 600)
  let tail = (whole < 10 ? "0" : "") + "\(whole).\(tenths % 10)"
  guard minutes >= 60 else { return "\(minutes):\(tail)" }
  return "\(minutes / 60):" + (minutes % 60 < 10 ? "0" : "") + "\(minutes % 60):\(tail)"
}
