import Testing

@testable import Monitor

/// Who may ask, and who may not.
@Suite struct AccessTests {
  private func access(_ address: String = "127.0.0.1", names: [String] = [], token: String? = nil) throws -> Access {
    Access(address: try #require(BindAddress(address)), names: names, token: token)
  }

  private func isAllowed(_ verdict: Access.Verdict) -> Bool { verdict == .allowed }

  @Test(arguments: [
    ("127.0.0.1:8765", true), ("localhost:9000", true), ("LOCALHOST", true), ("[::1]:8765", true), ("127.0.0.1", true),
    ("evil.example:8765", false), ("evil.example", false), ("localhost.evil.example", false), ("192.168.1.4", false), ("", false),
    ("[::1", false), ("127.0.0.1.evil.example", false),
  ]) func reboundNamesAreRefused(host: String, allowed: Bool) throws {
    #expect(isAllowed(try access().verdict(.init(host: host))) == allowed)
  }

  @Test func withoutAHostNothing() throws {
    #expect(!isAllowed(try access().verdict(.init(host: nil))))
  }

  @Test func everyAddressTakesAddressesAndNamedNames() throws {
    let access = try access("0.0.0.0", names: ["board.lan"])
    for host in ["192.168.1.4:8765", "[fe80::1]:8765", "board.lan:8765", "Board.LAN", "localhost"] {
      #expect(isAllowed(access.verdict(.init(host: host))), "\(host)")
    }
    #expect(!isAllowed(access.verdict(.init(host: "evil.example:8765"))))
  }

  @Test(arguments: [
    ("http://localhost:8765", true), ("https://localhost:8765", true), ("http://localhost:9999", false), ("http://localhost", false),
    ("http://evil.example", false), ("null", false), ("", false),
  ]) func onlyTheOwnOrigin(origin: String, allowed: Bool) throws {
    #expect(isAllowed(try access().verdict(.init(host: "localhost:8765", origin: origin))) == allowed)
  }

  @Test(arguments: [
    ("same-origin", "cors", true), ("none", "navigate", true), ("cross-site", "navigate", true), ("cross-site", "no-cors", false),
    ("same-site", "cors", false), ("cross-site", nil, false),
  ]) func pagesOfOtherSitesLoadNothing(site: String, mode: String?, allowed: Bool) throws {
    #expect(isAllowed(try access().verdict(.init(host: "localhost", fetchSite: site, fetchMode: mode))) == allowed)
  }

  @Test func aTokenIsWanted() throws {
    let access = try access("0.0.0.0", token: "0123456789abcdef")
    #expect(access.verdict(.init(host: "10.0.0.1")) == .wantsToken)
    #expect(isAllowed(access.verdict(.init(host: "10.0.0.1", tokens: ["0123456789abcdef"]))))
    #expect(isAllowed(access.verdict(.init(host: "10.0.0.1", tokens: ["old", "0123456789abcdef"]))))
    for wrong in ["", "0123456789abcdeF", "0123456789abcde", "0123456789abcdef0"] {
      #expect(access.verdict(.init(host: "10.0.0.1", tokens: [wrong])) == .refused("the token is not right"), "\(wrong)")
    }
    // The right token does not help another origin.
    #expect(!isAllowed(access.verdict(.init(host: "10.0.0.1", origin: "http://evil.example", tokens: ["0123456789abcdef"]))))
  }

  @Test func tokensAreLongAndNeverTheSame() {
    let tokens = (0..<100).map { _ in Access.makeToken() }
    #expect(Set(tokens).count == 100)
    #expect(tokens.allSatisfy { $0.count == 32 })
  }

  @Test(arguments: [
    ("127.0.0.1", true), ("127.3.2.1", true), ("::1", true), ("localhost", true), ("0.0.0.0", false), ("::", false), ("192.168.0.1", false),
  ]) func loopbackIsKnown(address: String, isLoopback: Bool) throws {
    #expect(try #require(BindAddress(address)).isLoopback == isLoopback)
  }

  @Test(arguments: ["", "board.lan", "127.0.0", "1.2.3.4:80", "[::1]"]) func namesAreNoAddresses(text: String) {
    #expect(BindAddress(text) == nil)
  }
}
