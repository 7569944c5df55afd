import EventReading
import Foundation

/// Lines as `undertone listen` prints them (estimates: of Config/demo.flac).
enum Lines {
  static func start(_ time: String = "2026-11-26T07:15:53.986Z", source: String? = nil) -> String {
    line(
      "start", 0, time: time,
      #""schema":1,"version":"0.1.0","model":{"name":"undertone","sha256":"\#(String(repeating: "e", count: 64))","#
        + #""labels":["neutral","calm","happy","sad","angry","fear","disgust","surprise"],"licence":"research"},"#
        + #""input":{"kind":"file","name":"Config/demo.flac","rate_hz":16000,"channels":1,"format":"FLAC/PCM_16","channel":"mix"},"#
        + #""purpose":"research","realtime":{"fifo":false,"locked":true}"#, source: source)
  }

  static func estimate(_ seconds: Double, latency: Double = 5.4, source: String? = nil) -> String {
    line(
      "estimate", seconds,
      #""speech":0.98,"emotion":"angry","reason":null,"confidence":0.95764,"probabilities":{"neutral":0.00155,"calm":0.00028,"#
        + #""happy":0.02013,"sad":0.00115,"angry":0.95764,"fear":0.00235,"disgust":0.01427,"surprise":0.00263},"gender":null,"#
        + #""heard_s":2.60,"latency_ms":\#(latency),"valid_ms":1000"#, source: source)
  }

  static func gap(_ seconds: Double, lost: Int, cause: String = "overrun") -> String {
    line("gap", seconds, #""lost_samples":\#(lost),"lost_ms":100.0,"cause":"\#(cause)","lstm":"carried","merged":1"#)
  }

  static func device(_ seconds: Double, _ state: String, source: String? = nil) -> String {
    line("device", seconds, #""state":"\#(state)","error":null"#, source: source)
  }

  static func alert(_ seconds: Double, _ state: String, rule: String = "sustained-anger") -> String {
    line("alert", seconds, #""rule":"\#(rule)","state":"\#(state)","since_s":1.0"#)
  }

  static func health(_ seconds: Double) -> String {
    line(
      "health", seconds,
      #""uptime_s":\#(seconds),"steps":250,"lost_samples":0,"dropped_events":0,"step_us":{"p50":118.0,"p99":262.0,"max":410.0},"#
        + #""load":0.0105,"resident_kb":20700"#)
  }

  static func event(_ line: String) throws -> ReadEvent {
    guard let event = ReadEvent(line: line.utf8) else { throw CocoaError(.coderReadCorrupt) }
    return event
  }

  private static func line(
    _ type: String, _ seconds: Double, time: String = "2026-11-26T07:16:00.000Z", _ rest: String, source: String? = nil
  ) -> String {
    let source = source.map { #","source":"\#($0)""# } ?? ""
    return #"{"type":"\#(type)","seq":1,"time":"\#(time)","monotonic_ns":1,"stream_s":\#(seconds),\#(rest)\#(source)}"#
  }
}
