internal import EventReading

extension Metrics {
  /// What the monitor knows of itself.
  package struct Own: Sendable {
    package var version: String
    package var residentBytes: Int
    package var browsers: Int
    package var hasInputEnded: Bool

    package init(version: String, residentBytes: Int, browsers: Int, hasInputEnded: Bool) {
      (self.version, self.residentBytes, self.browsers, self.hasInputEnded) = (version, residentBytes, browsers, hasInputEnded)
    }
  }

  /// What `/metrics` answers.
  package func text(_ format: Exposition.Format, own: Own, at now: Double) -> String {
    var page = Exposition(format)
    let streams = streams.sorted { ($0.key.source ?? "", $0.key.channel ?? 0) < ($1.key.source ?? "", $1.key.channel ?? 0) }
      .map { (labels: Self.labels($0.key), stream: $0.value) }

    page.family("undertone_events", .counter, "Events read, by type.")
    for (labels, stream) in streams {
      for (type, count) in stream.events.sorted(by: { $0.key < $1.key }) {
        page.sample("undertone_events_total", labels + [("type", type)], count)
      }
    }
    page.family("undertone_gaps", .counter, "Gaps in the sound, by cause.")
    for (labels, stream) in streams {
      // All causes from the beginning on, so that the first gap is an increase.
      for cause in Self.causes.union(stream.gaps.keys).sorted() {
        page.sample("undertone_gaps_total", labels + [("cause", cause)], stream.gaps[cause] ?? 0)
      }
    }
    page.family("undertone_lost_samples", .counter, "Samples lost in gaps, at the input's rate.")
    for (labels, stream) in streams { page.sample("undertone_lost_samples_total", labels, stream.lostSamples) }
    page.family("undertone_dropped_events", .counter, "Events that the daemon could not write, over all sources.")
    page.sample("undertone_dropped_events_total", [], dropped)
    page.family("undertone_refused_lines", .counter, "Lines that were no events.")
    page.sample("undertone_refused_lines_total", [], refused)

    page.family("undertone_latency_seconds", .histogram, "From the last sample behind an estimate to its writing.")
    for (labels, stream) in streams { page.histogram("undertone_latency_seconds", labels, stream.latency) }

    page.family("undertone_alert_raised", .gauge, "1 while an alert of this rule is raised.")
    for (labels, stream) in streams {
      for (rule, isRaised) in stream.alerts.sorted(by: { $0.key < $1.key }) {
        page.sample("undertone_alert_raised", labels + [("rule", rule)], isRaised ? 1 : 0)
      }
    }
    gauge(&page, "undertone_device_up", "1 while the input is there, 0 while the microphone is away or after the end.", streams) {
      $0.isDeviceUp.map { $0 ? 1 : 0 }
    }
    gauge(&page, "undertone_signal_good", "0 while the daemon finds the microphone's signal suspicious.", streams) {
      $0.isSignalGood.map { $0 ? 1 : 0 }
    }
    gauge(&page, "undertone_last_event_age_seconds", "Since the source's last event of any type.", streams) {
      max(0, now - $0.lastArrivalSeconds)
    }
    gauge(&page, "undertone_uptime_seconds", "The daemon's, by its last heartbeat.", streams) { $0.health?.uptimeSeconds }
    gauge(&page, "undertone_load_ratio", "Of one core, by the daemon's last heartbeat.", streams) { $0.health?.load }
    gauge(&page, "undertone_step_p99_seconds", "99th percentile of a step's time, by the daemon's last heartbeat.", streams) {
      $0.health?.stepMicroseconds.map { $0.p99 / 1e6 }
    }
    gauge(&page, "undertone_resident_memory_bytes", "The daemon's, by its last heartbeat.", streams) {
      $0.health?.residentKilobytes.map { Double($0) * 1024 }
    }

    page.family("undertone_start", .info, "What the daemon said at its start.")
    for (labels, stream) in streams {
      if let start = stream.start {
        page.sample(
          "undertone_start_info", labels + [("version", start.version), ("input", start.input), ("kind", start.kind)], 1)
      }
    }
    page.family("undertone_monitor", .info, "This monitor.")
    page.sample("undertone_monitor_info", [("version", own.version)], 1)
    page.family("undertone_monitor_browsers", .gauge, "Pages that are open.")
    page.sample("undertone_monitor_browsers", [], own.browsers)
    page.family("undertone_monitor_input_ended", .gauge, "1 when the events have ended.")
    page.sample("undertone_monitor_input_ended", [], own.hasInputEnded ? 1 : 0)
    page.family("process_resident_memory_bytes", .gauge, "The monitor's own.")
    page.sample("process_resident_memory_bytes", [], own.residentBytes)
    return page.finished()
  }

  private func gauge(
    _ page: inout Exposition, _ name: String, _ help: String, _ streams: [(labels: [(String, String)], stream: Stream)],
    _ value: (Stream) -> Double?
  ) {
    page.family(name, .gauge, help)
    for (labels, stream) in streams {
      if let value = value(stream) { page.sample(name, labels, value) }
    }
  }

  private static func labels(_ key: SourceKey) -> [(String, String)] {
    var labels: [(String, String)] = []
    if let source = key.source { labels.append(("source", source)) }
    if let channel = key.channel { labels.append(("channel", "\(channel)")) }
    return labels
  }
}
