import Testing

@testable import Model

@Suite struct ChecksumTests {
  private static func sum(_ text: String) -> String {
    Array(text.utf8).withUnsafeBytes { Checksum.sha256($0) }
  }

  /// FIPS 180-4's examples.
  @Test func isSHA256() {
    #expect(Self.sum("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(Self.sum("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      Self.sum("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
  }
}
