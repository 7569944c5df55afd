/// Who may ask.
///
/// Nobody but the page itself and programs that were given the token: a page of another origin cannot read anything, a name that was
/// rebound to this machine is not answered, and beyond loopback there is nothing without the token.
package struct Access: Sendable {
  /// What a request says of where it comes from and what it may.
  package struct Request: Sendable {
    package var host: String?
    package var origin: String?
    /// `Sec-Fetch-Site` and `Sec-Fetch-Mode`, which browsers send.
    package var fetchSite: String?
    package var fetchMode: String?
    /// From the URL, the cookie and `Authorization`, as far as there.
    package var tokens: [String]

    package init(
      host: String?, origin: String? = nil, fetchSite: String? = nil, fetchMode: String? = nil, tokens: [String] = []
    ) {
      (self.host, self.origin, self.fetchSite, self.fetchMode, self.tokens) = (host, origin, fetchSite, fetchMode, tokens)
    }
  }

  package enum Verdict: Equatable, Sendable {
    case allowed
    /// 403.
    case refused(String)
    /// 401.
    case wantsToken
  }

  private let names: Set<String>
  private let takesAddresses: Bool
  private let token: String?

  /// - Parameters:
  ///   - names: host names by which the monitor is reached, beside the address itself and localhost.
  ///   - token: `nil` when none is needed.
  package init(address: BindAddress, names: [String], token: String?) {
    self.names = Set((names + [address.host, "localhost", "127.0.0.1", "[::1]"]).map { $0.lowercased() })
    // Whoever rebinds a name has that name in `Host`, never an address.
    takesAddresses = address.isWildcard
    self.token = token
  }

  package func verdict(_ request: Request) -> Verdict {
    guard let host = request.host?.lowercased(), isOwn(Self.name(ofHost: host)) else {
      return .refused("the Host header names another host; --name NAME allows one more")
    }
    if let origin = request.origin?.lowercased(), origin != "http://" + host, origin != "https://" + host {
      return .refused("another origin")
    }
    // Pages of other sites can ask without an Origin, for a script or a picture; following a link is no such thing.
    if let site = request.fetchSite, site != "same-origin", site != "none", request.fetchMode != "navigate" {
      return .refused("another site")
    }
    guard let token else { return .allowed }
    if request.tokens.isEmpty { return .wantsToken }
    return request.tokens.contains { Self.isEqual($0, token) } ? .allowed : .refused("the token is not right")
  }

  /// Whether it is the token that is asked for; where none is, nothing is.
  package func isToken(_ text: String) -> Bool { token.map { Self.isEqual(text, $0) } ?? false }

  private func isOwn(_ name: String) -> Bool {
    if names.contains(name) { return true }
    let address = name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : name
    return takesAddresses && BindAddress.family(of: address) != nil
  }

  /// `Host` without its port.
  private static func name(ofHost host: String) -> String {
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[...end]) }
    return String(host.prefix { $0 != ":" })
  }

  /// In a time that does not tell how much of it is right (only whether its length is).
  static func isEqual(_ one: String, _ other: String) -> Bool {
    let (one, other) = (Array(one.utf8), Array(other.utf8))
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
  }

  /// 128 random bits.
  package static func makeToken() -> String {
    var random = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      let digits = String(random.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
