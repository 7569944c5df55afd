import EventReading
import Foundation

@testable import Watching

/// Lines as `listen` prints them, made by hand, and what a view makes of them.
struct Made {
  var state = WatchState()
  private var sequence = 0
  /// What every line of it carries: `"source":"front"`.
  var origin = ""
  var now: Double { clock }
  private var clock = 0.0

  /// An event at a time of the stream, shown at that time.
  mutating func add(_ type: String, at seconds: Double, _ fields: String = "") {
    clock = max(clock, seconds)
    let rest = [fields, origin].filter { !$0.isEmpty }.map { "," + $0 }.joined()
    let line =
      #"{"type":"\#(type)","seq":\#(sequence),"time":"2026-11-26T03:06:54.122Z","monotonic_ns":1,"stream_s":\#(seconds)\#(rest)}"#
    sequence += 1
    guard let event = ReadEvent(line: line.utf8) else { fatalError("no event: \(line)") }
    state.take(event, at: seconds)
  }

  mutating func start(_ name: String = "hw:1") {
    add(
      "start", at: 0,
      #""schema":1,"version":"0.1.0","model":{"name":"undertone","sha256":"e6f1dcdd2d7f"},"input":{"kind":"alsa","name":"\#(name)"},"purpose":"research""#
    )
  }

  mutating func estimate(_ emotion: String?, _ confidence: Double, at seconds: Double, reason: String? = nil, speech: Double = 0.9) {
    let names = Emotion.all.map(\.name)
    let rest = (1 - confidence) / Double(names.count - 1)
    let shares = names.map { "\"\($0)\":\($0 == (emotion ?? "calm") ? confidence : rest)" }.joined(separator: ",")
    let word = { (text: String?) in text.map { "\"\($0)\"" } ?? "null" }
    add(
      "estimate", at: seconds,
      #""speech":\#(speech),"emotion":\#(word(emotion)),"reason":\#(word(reason)),"confidence":\#(confidence),"probabilities":{\#(shares)},"gender":{"female":0.93,"male":0.07},"heard_s":2.5,"latency_ms":5.2,"valid_ms":1000"#
    )
  }

  mutating func level(_ decibels: Double, peak: Double, at seconds: Double) {
    add("level", at: seconds, #""dbfs":\#(decibels),"peak_dbfs":\#(peak)"#)
  }

  mutating func health(at seconds: Double) {
    add(
      "health", at: seconds,
      #""uptime_s":\#(seconds),"steps":249,"lost_samples":0,"dropped_events":0,"step_us":{"p50":50.5,"p99":65.5,"max":82.1},"load":0.0055,"resident_kb":12948"#
    )
  }

  func draw(_ width: Int, _ height: Int, after seconds: Double = 0, isUnicode: Bool = true) -> Canvas {
    WatchScreen.draw(state, width: width, height: height, isUnicode: isUnicode, now: now + seconds)
  }

  /// Half a minute in which everything happens.
  static func busy() -> Made {
    var made = Made()
    made.start()
    made.estimate(nil, 0.2, at: 0.055, reason: "warming-up")
    for half in 1...20 { made.estimate("neutral", 0.5 + Double(half) / 50, at: Double(half) / 2) }
    made.add("change", at: 2.2, #""from":null,"to":"neutral","confidence":0.79789"#)
    made.health(at: 9.99)
    for half in 21...30 { made.estimate(nil, 0.4, at: Double(half) / 2, reason: "silence", speech: 0.02) }
    made.add("change", at: 11, #""from":"neutral","to":null,"confidence":0.3"#)
    made.add("gap", at: 16, #""lost_samples":16000,"lost_ms":1000.0,"cause":"overrun","lstm":"decayed","merged":1"#)
    made.add("signal", at: 17, #""state":"clipping","detail":"2.1 % of samples at full scale""#)
    made.add("signal", at: 19, #""state":"ok","detail":"well again""#)
    made.add("device", at: 19.2, #""state":"lost","error":"snd_pcm_readi: No such device (-19)""#)
    made.add("device", at: 19.9, #""state":"restored","error":null"#)
    made.health(at: 20)
    for half in 40...52 { made.estimate("angry", 0.71, at: Double(half) / 2) }
    made.add("change", at: 20.8, #""from":null,"to":"angry","confidence":0.71"#)
    made.add("alert", at: 23.8, #""rule":"sustained-anger","state":"raised","since_s":20.8"#)
    made.level(-9.4, peak: 0, at: 25.4)
    made.level(-21.5, peak: -14.2, at: 26)
    return made
  }
}
