import Monitor
import Testing

/// The same lines, whatever the chunks.
@Suite struct LineSplitterTests {
  @Test(arguments: [1, 2, 3, 7, 100]) func chunksDoNotMatter(length: Int) {
    let text = Array("one\n\ntwo\r\nthree".utf8)
    var splitter = LineSplitter()
    var lines: [[UInt8]] = []
    var place = 0
    while place < text.count {
      lines += splitter.lines(of: text[place..<min(place + length, text.count)])
      place += length
    }
    #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["one", "", "two\r"])
    #expect(String(decoding: splitter.end(), as: UTF8.self) == "three")
    #expect(splitter.end().isEmpty)
  }

  @Test(arguments: [1000, 1 << 20]) func aLineThatIsTooLongIsLeftOut(chunk: Int) {
    var splitter = LineSplitter()
    var lines = splitter.lines(of: Array("a\n".utf8))
    for _ in 0..<(3 << 20) / chunk { lines += splitter.lines(of: [UInt8](repeating: 65, count: chunk)) }
    lines += splitter.lines(of: Array("A\nb\n".utf8))
    #expect(lines == [Array("a".utf8), Array("b".utf8)])
    #expect(splitter.tooLong == 1)
  }
}
