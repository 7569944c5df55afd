/// Metrics as text: OpenMetrics 1.0, or the older format of Prometheus for those who ask for plain text.
/// - Source: github.com/prometheus/OpenMetrics, specification 1.0; Prometheus, "Exposition formats" 0.0.4.
package struct Exposition {
  package enum Format: Sendable {
    case openMetrics, plain

    /// The format that an `Accept` header asks for; OpenMetrics when it does not say.
    package init(accept: String?) {
      let accept = accept ?? ""
      self = accept.contains("text/plain") && !accept.contains("application/openmetrics-text") ? .plain : .openMetrics
    }

    package var contentType: String {
      switch self {
      case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
      case .plain: "text/plain; version=0.0.4; charset=utf-8"
      }
    }
  }

  package enum Kind: String, Sendable {
    case counter, gauge, histogram, info
  }

  private let format: Format
  private var text = ""

  package init(_ format: Format) { self.format = format }

  /// Begins a family: its samples follow.
  /// - Parameter name: without the suffix (`_total`, `_info`) that samples of its kind have.
  package mutating func family(_ name: String, _ kind: Kind, _ help: String) {
    var (name, word) = (name, kind.rawValue)
    if format == .plain {
      // The older format names the family as its samples, and has no kind for information.
      if kind == .counter { name += "_total" }
      if kind == .info { (name, word) = (name + "_info", "gauge") }
    }
    text += "# TYPE \(name) \(word)\n# HELP \(name) \(help)\n"
  }

  package mutating func sample(_ name: String, _ labels: [(String, String)], _ value: some CustomStringConvertible) {
    let inside = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
    text += name + (inside.isEmpty ? "" : "{\(inside)}") + " \(value)\n"
  }

  package mutating func histogram(_ name: String, _ labels: [(String, String)], _ histogram: Histogram) {
    for (place, count) in histogram.counts.enumerated() {
      let bound = place < histogram.bounds.count ? "\(histogram.bounds[place])" : "+Inf"
      sample(name + "_bucket", labels + [("le", bound)], count)
    }
    sample(name + "_sum", labels, histogram.sum)
    sample(name + "_count", labels, histogram.count)
  }

  package func finished() -> String {
    format == .openMetrics ? text + "# EOF\n" : text
  }

  private static func escaped(_ value: String) -> String {
    var result = ""
    for character in value.unicodeScalars {
      switch character {
      case "\\": result += #"\\"#
      case "\"": result += #"\""#
      case "\n": result += #"\n"#
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
