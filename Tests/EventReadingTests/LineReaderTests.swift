import Foundation
import Testing

@testable import EventReading

/// The same lines, whatever the chunks.
@Suite struct LineReaderTests {
  /// Feeds a pipe chunk by chunk, and reads it as its users do.
  private func lines(_ chunks: [Data]) throws -> [String] {
    let pipe = Pipe()
    var reader = LineReader(descriptor: pipe.fileHandleForReading.fileDescriptor)
    var lines: [String] = []
    for chunk in chunks {
      try pipe.fileHandleForWriting.write(contentsOf: chunk)
      reader.fill()
      while let line = reader.next() { lines.append(String(decoding: line, as: UTF8.self)) }
    }
    try pipe.fileHandleForWriting.close()
    while !reader.isAtEnd { reader.fill() }
    while let line = reader.next() { lines.append(String(decoding: line, as: UTF8.self)) }
    return lines
  }

  @Test(arguments: [1, 2, 3, 7, 100]) func chunksDoNotMatter(length: Int) throws {
    let text = Data("one\n\ntwo\r\nthree".utf8)
    let chunks = stride(from: 0, to: text.count, by: length).map { text[$0..<min($0 + length, text.count)] }
    #expect(try lines(chunks) == ["one", "", "two\r", "three"])
  }

  /// No event is so long; memory stays bounded, and what comes after it is read.
  @Test func aLineWithoutAnEndIsCut() throws {
    let chunk = Data(repeating: 65, count: 32_768)
    let cut = try lines([chunk, chunk, chunk, Data("A\nb\n".utf8)])
    #expect(cut.map(\.utf8.count) == [65_536, 32_769, 1] && cut.last == "b")
  }

  @Test func eventsOfANewerDaemonAreRead() throws {
    let line = #"{"type":"estimate","seq":7,"time":"t","monotonic_ns":5,"stream_s":1.5,"emotion":null,"reason":"silence","mood":[1]}"#
    let event = try #require(ReadEvent(line: line.utf8))
    #expect(event.type == "estimate" && event.seq == 7 && event.streamSeconds == 1.5)
    #expect(event.emotion == nil && event.reason == "silence" && event.confidence == nil)
    for wrong in ["", "{}", "[]", "{\"type\":\"estimate\"}", String(line.dropLast())] { #expect(ReadEvent(line: wrong.utf8) == nil) }
  }
}
