import Foundation
import Testing

@testable import Capture

@Suite struct SoundCardsTests {
  /// The hint where the folder holds these device files, and this one may not be opened.
  private func hint(_ names: [String], forbidden: String) throws -> String? {
    let folder = NSTemporaryDirectory() + "undertone-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in names { try Data().write(to: URL(filePath: folder + "/" + name)) }
    return SoundCards(folder: folder) { !$0.hasSuffix("/" + forbidden) }.hint
  }

  @Test func aCardOutOfReachIsNamedWithTheWayOut() throws {
    let hint = try #require(try hint(["controlC0", "pcmC0D0c", "pcmC0D0p", "pcmC1D0c"], forbidden: "pcmC1D0c"))
    #expect(hint.contains("/pcmC1D0c: ") && hint.contains("usermod -aG audio"))
  }

  @Test func aCardThatOnlyPlaysIsNoMatter() throws {
    #expect(try hint(["controlC0", "pcmC0D0c", "pcmC0D0p"], forbidden: "pcmC0D0p") == nil)
  }

  @Test func withoutCardsThereIsNothingToSay() throws {
    #expect(try hint([], forbidden: "pcmC0D0c") == nil)
    #expect(SoundCards(folder: "/nowhere") { _ in false }.hint == nil)
  }
}
