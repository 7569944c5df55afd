import Foundation
import TestSupport
import Testing

@testable import Network

@Suite struct WholeFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func reason(_ path: String, most: Int = 1000, acceptsPipes: Bool = false) -> String {
    do {
      _ = try WholeFile.read(path, most: most, acceptsPipes: acceptsPipes)
      return ""
    } catch {
      return error.reason
    }
  }

  @Test(arguments: [0, 1, 4095, 4096, 4097, 100_000]) func everyByteIsRead(count: Int) throws {
    let bytes = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    try bytes.write(to: URL(filePath: folder.path("a")))
    #expect(try WholeFile.read(folder.path("a"), most: count) == bytes)
    #expect(count == 0 || reason(folder.path("a"), most: count - 1) == "it has \(count) bytes; at most \(count - 1) are read")
  }

  @Test func whatIsNoFileIsRefused() throws {
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(reason(folder.url.path) == "it is a folder, not a file")
    #expect(reason(folder.url.path, acceptsPipes: true) == "it is a folder, not a file")
    #expect(reason(folder.path("missing")) == "no such file")
    #expect(reason(folder.path("missing/a")) == "no such file")
    // Opened, and then not readable.
    #expect(reason("/proc/self/mem") == "Input/output error")
    #expect(reason("/dev/zero") == "it is no regular file")
    #expect(reason(pipe) == "it is no regular file")
  }

  @Test func pipesAndDevicesAreReadWhereTheyMayBe() throws {
    #expect(try WholeFile.read("/dev/null", most: 10, acceptsPipes: true).isEmpty)
    #expect(reason("/dev/zero", acceptsPipes: true) == "it has more than the 1000 bytes that are read at most")
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("every: 1".utf8))
    try pipe.fileHandleForWriting.close()
    let path = "/proc/self/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    #expect(try WholeFile.read(path, most: 10, acceptsPipes: true) == Data("every: 1".utf8))
  }

  /// Nobody writes to it, and nobody waits for ever.
  @Test func aPipeWithoutAWriterIsGivenUp() throws {
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(reason(pipe, acceptsPipes: true) == "nothing comes out of it")
  }

  /// As long as its folder says, and not a byte of it in memory.
  @Test func aGigabyteIsRefusedUnread() throws {
    let path = folder.path("large")
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    #expect(truncate(path, 1 << 30) == 0)
    #expect(reason(path) == "it has 1073741824 bytes; at most 1000 are read")
  }
}
