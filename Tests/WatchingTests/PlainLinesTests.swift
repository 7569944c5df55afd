import EventReading
import Testing

@testable import Watching

@Suite struct PlainLinesTests {
  private func lines(_ events: [String]) -> [String?] {
    var plain = PlainLines()
    return events.map { fields in
      ReadEvent(line: #"{"seq":1,"time":"","monotonic_ns":1,\#(fields)}"#.utf8).flatMap { plain.line($0) }
    }
  }

  @Test func anAnswerIsToldWhenItDiffers() {
    let sad = #""type":"estimate","stream_s":1.5,"emotion":"sad","confidence":0.6"#
    let none = #""type":"estimate","stream_s":75,"emotion":null,"reason":"silence","confidence":0.3"#
    let told = "   0:01.5  sad 60 %"
    #expect(lines([sad, sad, none, none, sad]) == [told, nil, "   1:15.0  unknown (silence)", nil, told])
  }

  @Test func inputsHaveTheirNamesAndTheirOwnAnswers() {
    let a = #""type":"estimate","stream_s":1,"emotion":"sad","confidence":0.6,"source":"a""#
    let b = #""type":"estimate","stream_s":1,"emotion":"sad","confidence":0.6,"source":"b","channel":2"#
    #expect(lines([a, b]) == ["   0:01.0  [a] sad 60 %", "   0:01.0  [b channel 2] sad 60 %"])
  }

  @Test func levelsAndHeartbeatsAreLeftOut() {
    #expect(lines([#""type":"level","stream_s":1,"dbfs":-30,"peak_dbfs":-20"#, #""type":"health","stream_s":1"#]) == [nil, nil])
  }

  @Test func nothingInALineMovesTheCursor() {
    let line = lines([#""type":"signal","stream_s":3700,"state":"hum","detail":"\u001b[2J\n""#])[0]
    #expect(line == "1:01:40.0  signal hum: ?[2J?")
  }
}
