import Foundation
import Testing

@testable import Timeline

/// Every event's line, to the byte; the fields are INTERFACE's and Config/event.schema.json's.
@Suite struct EventLineTests {
  static let description = StreamDescription(
    version: "0.1.0", modelName: "undertone", modelSHA256: "9f2c", modelLicence: "open",
    labels: ["neutral", "calm", "happy", "sad", "angry", "fear", "disgust", "surprise"], genders: ["female", "male"],
    inputs: [
      InputDescription(kind: "alsa", name: "default", rateHz: 48_000, channels: 2, sampleFormat: "S32_LE", channel: "mix", fifo: true)
    ],
    purpose: "private-driver", showsGender: true, locked: false, ruleNames: ["sustained-anger"], validMilliseconds: 1000)
  /// 2026-11-22 16:00:00.025 UTC; the event below is 21.4 ms older.
  static let moment = WritingMoment(
    monotonicNanoseconds: 81_234_567_890, wallClockOffsetNanoseconds: 1_795_363_200_025_000_000 - 81_234_567_890, droppedTotal: 3,
    load: 0.00114, residentKilobytes: 9800)
  static let monotonic: Int64 = 81_234_567_890 - 21_400_000
  static let head = #""time":"2026-11-22T16:00:00.003Z","monotonic_ns":81213167890,"stream_s":3.495000"#
  static let probabilities =
    #"{"neutral":0.05000,"calm":0.01000,"happy":0.08000,"sad":0.02000,"angry":0.71000,"#
    + #""fear":0.06000,"disgust":0.05000,"surprise":0.02000}"#

  static func line(
    _ content: Event.Content, _ description: StreamDescription = description, _ moment: WritingMoment = moment, seq: UInt64 = 7
  ) -> String {
    var encoder = EventLine(description)
    let event = Event(sequence: seq, monotonicNanoseconds: monotonic, tick: 55_920, content: content)
    return String(decoding: encoder.encode(event, at: moment), as: UTF8.self)
  }

  static func estimate(_ reason: Reason? = nil) -> Estimate {
    Estimate(
      speech: 0.98, probabilities: [0.05, 0.01, 0.08, 0.02, 0.71, 0.06, 0.05, 0.02], top: 4, reason: reason, gender: [0.93, 0.07],
      heardSeconds: 2.6)
  }

  @Test func start() {
    #expect(
      Self.line(.start, seq: 0) == #"{"type":"start","seq":0,"# + Self.head
        + #","schema":1,"version":"0.1.0","model":{"name":"undertone","sha256":"9f2c","#
        + #""labels":["neutral","calm","happy","sad","angry","fear","disgust","surprise"],"licence":"open"},"#
        + #""input":{"kind":"alsa","name":"default","rate_hz":48000,"channels":2,"format":"S32_LE","channel":"mix"},"#
        + #""purpose":"private-driver","realtime":{"fifo":true,"locked":false}}"# + "\n")
  }

  @Test func estimate() {
    #expect(
      Self.line(.estimate(Self.estimate())) == #"{"type":"estimate","seq":7,"# + Self.head
        + #","speech":0.980,"emotion":"angry","reason":null,"confidence":0.71000,"probabilities":"# + Self.probabilities
        + #","gender":{"female":0.93000,"male":0.07000},"heard_s":2.60,"latency_ms":21.4,"valid_ms":1000}"# + "\n")
  }

  @Test(arguments: [
    (Reason.silence, "silence"), (.warmingUp, "warming-up"), (.uncertain, "uncertain"), (.gap, "gap"), (.badSignal, "bad-signal"),
  ])
  func estimateWithAReason(reason: Reason, name: String) {
    var description = Self.description
    description.showsGender = false
    #expect(
      Self.line(.estimate(Self.estimate(reason)), description) == #"{"type":"estimate","seq":7,"# + Self.head
        + #","speech":0.980,"emotion":null,"reason":"\#(name)","confidence":0.71000,"probabilities":"# + Self.probabilities
        + #","gender":null,"heard_s":2.60,"latency_ms":21.4,"valid_ms":1000}"# + "\n")
  }

  @Test func change() {
    #expect(
      Self.line(.change(Change(from: 0, to: 4, confidence: 0.71)), seq: 8) == #"{"type":"change","seq":8,"# + Self.head
        + #","from":"neutral","to":"angry","confidence":0.71000}"# + "\n")
    #expect(
      Self.line(.change(Change(from: 4, to: -1, confidence: 0.2)), seq: 8) == #"{"type":"change","seq":8,"# + Self.head
        + #","from":"angry","to":null,"confidence":0.20000}"# + "\n")
  }

  @Test func alert() {
    #expect(
      Self.line(.alert(Alert(rule: 0, raised: true, sinceTick: 55_920)), seq: 9) == #"{"type":"alert","seq":9,"# + Self.head
        + #","rule":"sustained-anger","state":"raised","since_s":3.495000}"# + "\n")
    #expect(Self.line(.alert(Alert(rule: 0, raised: false, sinceTick: 16_000))).contains(#""state":"cleared","since_s":1.000000}"#))
    // A rule that was reread away while its alert waited.
    #expect(Self.line(.alert(Alert(rule: 5, raised: true, sinceTick: 0))).contains(#""rule":"rule 5""#))
  }

  @Test func gap() {
    #expect(
      Self.line(.gap(Gap(lostSamples: 4800, rateHz: 48_000, cause: .overrun, state: .carried)), seq: 10)
        == #"{"type":"gap","seq":10,"# + Self.head
        + #","lost_samples":4800,"lost_ms":100.000,"cause":"overrun","lstm":"carried","merged":1}"# + "\n")
    let words: [(Gap.Cause, Gap.StateAction, String)] = [
      (.suspend, .decayed, #""cause":"suspend","lstm":"decayed""#), (.device, .reset, #""cause":"device","lstm":"reset""#),
      (.ringFull, .carried, #""cause":"ring-full","lstm":"carried""#),
    ]
    for (cause, state, text) in words {
      #expect(Self.line(.gap(Gap(lostSamples: 1, rateHz: 44_100, cause: cause, state: state, merged: 3))).contains(text))
    }
  }

  @Test func device() {
    #expect(
      Self.line(.device(Device(restored: false, code: -19)), seq: 12) == #"{"type":"device","seq":12,"# + Self.head
        + #","state":"lost","error":"snd_pcm_readi: No such device (-19)"}"# + "\n")
    #expect(Self.line(.device(Device(restored: true, code: 0))).hasSuffix(#","state":"restored","error":null}"# + "\n"))
    let calls: [(Device.Call, String)] = [
      (.open, "snd_pcm_open: "), (.start, "snd_pcm_start: "), (.silence, "no samples come: "),
    ]
    for (call, text) in calls {
      #expect(Self.line(.device(Device(restored: false, code: -5, call: call))).contains(#""error":"\#(text)Input/output error (-5)""#))
    }
  }

  @Test(arguments: [(Fault.Part.weights, "weights"), (.state, "state"), (.features, "features")])
  func fault(part: Fault.Part, name: String) {
    let line = Self.line(.fault(Fault(part: part, sinceTick: 16_000, times: 2)), seq: 12)
    #expect(line.hasPrefix(#"{"type":"fault","seq":12,"# + Self.head + #","part":"\#(name)","detail":"the "#))
    #expect(line.hasSuffix(#"","since_s":1.000000,"times":2,"lstm":"reset"}"# + "\n"))
  }

  @Test func level() {
    #expect(
      Self.line(.level(Level(decibels: -32.14, peakDecibels: 0))) == #"{"type":"level","seq":7,"# + Self.head
        + #","dbfs":-32.1,"peak_dbfs":0.0}"# + "\n")
  }

  @Test func health() {
    let health = Health(uptimeSeconds: 20.04, steps: 500, lostSamples: 4800, stepMicroseconds: (31.02, 48, 140.06))
    #expect(
      Self.line(.health(health), seq: 13) == #"{"type":"health","seq":13,"# + Self.head
        + #","uptime_s":20.0,"steps":500,"lost_samples":4800,"dropped_events":3,"step_us":{"p50":31.0,"p99":48.0,"max":140.1},"#
        + #""load":0.0011,"resident_kb":9800}"# + "\n")
  }

  @Test(arguments: [
    (Stop.Cause.terminate, "SIGTERM"), (.interrupt, "SIGINT"), (.endOfInput, "end of input"), (.inputError, "input error"),
  ])
  func stop(cause: Stop.Cause, reason: String) {
    #expect(
      Self.line(.stop(Stop(cause: cause, steps: 625, lostSamples: 4800)), seq: 14) == #"{"type":"stop","seq":14,"# + Self.head
        + #","reason":"\#(reason)","steps":625,"lost_samples":4800,"dropped_events":3}"# + "\n")
  }

  @Test func sourceAndDropsStandAtTheEnd() {
    var description = Self.description
    description.inputs[0].source = "left"
    var event = Event(
      sequence: 0, monotonicNanoseconds: 0, tick: 0, content: .change(Change(from: -1, to: 4, confidence: 0.71)))
    event.droppedBefore = 12
    var encoder = EventLine(description)
    #expect(
      String(decoding: encoder.encode(event, at: Self.moment), as: UTF8.self).hasSuffix(
        #""from":null,"to":"angry","confidence":0.71000,"source":"left","dropped":12}"# + "\n"))
  }
}
