internal import Glibc

/// The address that the monitor listens at: an IPv4 or IPv6 one, or `localhost`.
package struct BindAddress: Equatable, Sendable {
  package enum Family: Sendable {
    case ip4, ip6
  }

  package let family: Family
  package let text: String

  /// - Returns: `nil` for what is no address: a name may mean another one tomorrow.
  package init?(_ text: String) {
    let text = text == "localhost" ? "127.0.0.1" : text
    guard let family = Self.family(of: text) else { return nil }
    (self.family, self.text) = (family, text)
  }

  /// Whether only this machine reaches it.
  package var isLoopback: Bool {
    switch family {
    case .ip4: text.hasPrefix("127.")
    case .ip6: text == "::1"
    }
  }

  /// Whether it stands for every address of this machine.
  package var isWildcard: Bool { text == "0.0.0.0" || text == "::" }

  /// As it stands in a URL.
  package var host: String { family == .ip6 ? "[\(text)]" : text }

  package static func family(of text: String) -> Family? {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 { return .ip4 }
    return inet_pton(AF_INET6, text, &six) == 1 ? .ip6 : nil
  }
}
