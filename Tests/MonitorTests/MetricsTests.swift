import EventReading
import Monitor
import Testing

/// `/metrics`, line by line.
@Suite struct MetricsTests {
  private let own = Metrics.Own(version: "0.1.0", residentBytes: 12_345_678, browsers: 2, hasInputEnded: false)

  private func metrics(_ lines: [String]) throws -> Metrics {
    var metrics = Metrics()
    for (place, line) in lines.enumerated() { metrics.count(try Lines.event(line), at: Double(place)) }
    return metrics
  }

  private func samples(_ text: String) -> [String: String] {
    var samples: [String: String] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let end = line.lastIndex(of: " ") ?? line.endIndex
      samples[String(line[..<end])] = String(line[end...].dropFirst())
    }
    return samples
  }

  @Test func countsWhatWasSaid() throws {
    var metrics = try metrics([
      Lines.start(), Lines.estimate(1, latency: 5), Lines.estimate(2, latency: 25), Lines.estimate(3, latency: 9000),
      Lines.gap(4, lost: 4800), Lines.gap(5, lost: 16000, cause: "device"), Lines.device(5, "lost"), Lines.alert(6, "raised"),
      Lines.alert(7, "raised", rule: "fear"), Lines.alert(8, "cleared", rule: "fear"), Lines.health(10),
    ])
    metrics.refuse()
    let samples = samples(metrics.text(.openMetrics, own: own, at: 12.5))
    let expected = [
      #"undertone_events_total{type="estimate"}"#: "3", #"undertone_events_total{type="alert"}"#: "3",
      #"undertone_gaps_total{cause="overrun"}"#: "1", #"undertone_gaps_total{cause="device"}"#: "1",
      #"undertone_gaps_total{cause="suspend"}"#: "0", "undertone_lost_samples_total": "20800", "undertone_refused_lines_total": "1",
      #"undertone_alert_raised{rule="sustained-anger"}"#: "1", #"undertone_alert_raised{rule="fear"}"#: "0",
      "undertone_device_up": "0.0", "undertone_signal_good": "1.0", "undertone_last_event_age_seconds": "2.5",
      #"undertone_latency_seconds_bucket{le="0.01"}"#: "1", #"undertone_latency_seconds_bucket{le="0.03"}"#: "2",
      #"undertone_latency_seconds_bucket{le="2.5"}"#: "2", #"undertone_latency_seconds_bucket{le="+Inf"}"#: "3",
      "undertone_latency_seconds_count": "3", "undertone_latency_seconds_sum": "9.03",
      "undertone_resident_memory_bytes": "21196800.0", "process_resident_memory_bytes": "12345678",
      #"undertone_start_info{version="0.1.0",input="Config/demo.flac",kind="file"}"#: "1", "undertone_monitor_browsers": "2",
    ]
    for (name, value) in expected { #expect(samples[name] == value, "\(name)") }
  }

  @Test func openMetricsEndsAndPlainTextDoesNot() throws {
    let metrics = try metrics([Lines.start()])
    let open = metrics.text(.openMetrics, own: own, at: 0)
    #expect(open.hasSuffix("\n# EOF\n"))
    #expect(open.contains("# TYPE undertone_events counter\n") && open.contains("# TYPE undertone_start info\n"))
    let plain = metrics.text(.plain, own: own, at: 0)
    #expect(!plain.contains("EOF"))
    #expect(plain.contains("# TYPE undertone_events_total counter\n") && plain.contains("# TYPE undertone_start_info gauge\n"))
    #expect(samples(open) == samples(plain))
  }

  @Test func everySampleBelongsToTheFamilyInFrontOfIt() throws {
    let metrics = try metrics([Lines.start(), Lines.estimate(1), Lines.health(2), Lines.alert(3, "raised")])
    let text = metrics.text(.openMetrics, own: own, at: 0)
    var family = ""
    for line in text.split(separator: "\n").dropLast() {
      if line.hasPrefix("# TYPE ") { family = String(line.split(separator: " ")[2]) }
      if !line.hasPrefix("#") { #expect(line.hasPrefix(family), "\(line)") }
    }
    #expect(!text.contains("angry"))  // no emotion in a time series
  }

  @Test func labelsAreEscaped() throws {
    let text = try metrics([Lines.estimate(1, source: #"a\"b\\c\nd"#)]).text(.openMetrics, own: own, at: 0)
    #expect(text.contains(#"undertone_events_total{source="a\"b\\c\nd",type="estimate"} 1"#))
  }

  @Test func labelsAreBounded() throws {
    let many = try metrics(
      (0..<500).map { Lines.estimate(1, source: "s\($0)") } + (0..<500).map { Lines.alert(1, "raised", rule: "r\($0)") })
    #expect(many.streams.count == Metrics.sourceLimit + 1)
    #expect(many.streams[SourceKey(source: "other", channel: nil)]?.events == ["estimate": 436, "alert": 500])
    #expect(many.streams.values.allSatisfy { $0.alerts.count <= Metrics.ruleLimit + 1 })
    let odd = try metrics([#"{"type":"news","seq":1,"time":"","monotonic_ns":1,"stream_s":0}"#])
    #expect(odd.streams.values.first?.events == ["other": 1])
  }

  @Test(arguments: [
    (nil, true), ("*/*", true), ("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5", true),
    ("text/plain;version=0.0.4", false),
  ]) func theFormatIsTheReadersChoice(accept: String?, isOpen: Bool) {
    #expect((Exposition.Format(accept: accept).contentType.hasPrefix("application/openmetrics-text; version=1.0.0")) == isOpen)
  }
}
