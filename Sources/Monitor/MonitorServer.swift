internal import FlyingFox
internal import FlyingSocks
internal import Glibc
internal import Synchronization

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The HTTP side: one page and its parts, `/events`, `/metrics` and `/healthz`.
package final class MonitorServer: Sendable {
  private let monitor: Monitor
  private let access: Access
  private let server: HTTPServer
  private let address: BindAddress
  private let cookie: String
  private let residentBytes: @Sendable () -> Int
  private let failure = Mutex<(any Error)?>(nil)

  /// - Parameters:
  ///   - port: 0 for one that is free.
  ///   - residentBytes: this process's memory.
  package init(
    monitor: Monitor, access: Access, address: BindAddress, port: UInt16, residentBytes: @escaping @Sendable () -> Int
  ) throws {
    (self.monitor, self.access, self.address, self.residentBytes) = (monitor, access, address, residentBytes)
    // Cookies are a host's, whatever the port: two monitors must not overwrite each other's.
    cookie = "undertone-\(port)"
    let pool = PatientPool(base: HTTPServer.defaultPool())
    let configuration =
      switch address.family {
      case .ip4:
        HTTPServer.Configuration(address: try sockaddr_in.inet(ip4: address.text, port: port), pool: pool, logger: .disabled)
      case .ip6:
        HTTPServer.Configuration(address: try sockaddr_in6.inet6(ip6: address.text, port: port), pool: pool, logger: .disabled)
      }
    server = HTTPServer(config: configuration)
  }

  /// Serves until `stop`; `port` tells why, when it cannot.
  package func run() async {
    await server.appendRoute("*") { [self] request in respond(to: request) }
    do {
      try await server.run()
    } catch {
      failure.withLock { $0 = error }
    }
  }

  /// Why it ended, when nobody stopped it; `nil` while it serves.
  package var problem: String? { failure.withLock { $0.map { "\($0)" } } }

  /// - Returns: the port, once it is listened at.
  /// - Throws: `ListenError` when the address cannot be listened at; the server itself would let us wait.
  package func port() async throws(ListenError) -> UInt16 {
    while true {
      switch await server.listeningAddress {
      case .ip4(_, let port), .ip6(_, let port): return port
      default: break
      }
      if let failure = failure.withLock({ $0 }) { throw ListenError(failure) }
      try? await Task.sleep(for: .milliseconds(5))
    }
  }

  /// Ends the streams and lets answers under way finish, for a second at most.
  package func stop() async {
    monitor.close()
    await server.stop(timeout: 1)
  }

  private func respond(to request: HTTPRequest) -> HTTPResponse {
    let cookies = request.headers[.cookie] ?? ""
    let inURL = request.query.first { $0.name == "token" }?.value
    let verdict = access.verdict(
      Access.Request(
        host: request.headers[.host], origin: request.headers[HTTPHeader("Origin")],
        fetchSite: request.headers[HTTPHeader("Sec-Fetch-Site")], fetchMode: request.headers[HTTPHeader("Sec-Fetch-Mode")],
        tokens: [inURL, Self.value(of: cookie, in: cookies), Self.bearer(request.headers[.authorization])].compactMap { $0 }))
    switch verdict {
    case .refused(let why): return answer(.forbidden, why + "\n")
    case .wantsToken:
      return answer(.unauthorized, "a token is needed: ?token=…, as the monitor printed it\n", [HTTPHeader("WWW-Authenticate"): "Bearer"])
    case .allowed: break
    }
    guard request.method == .GET || request.method == .HEAD else {
      return answer(.methodNotAllowed, "only GET and HEAD\n", [HTTPHeader("Allow"): "GET, HEAD"])
    }
    var response = content(request)
    // For the page's own requests, which have no token in their URL. Nothing that was not ours already goes into a header.
    if let inURL, access.isToken(inURL) { response.headers[.setCookie] = "\(cookie)=\(inURL); Path=/; HttpOnly; SameSite=Strict" }
    guard request.method == .HEAD, case .httpBody(let body) = response.payload else { return response }
    response.headers[.contentLength] = body.count.map(String.init)
    response.payload = .httpBody(HTTPBodySequence())
    return response
  }

  private func content(_ request: HTTPRequest) -> HTTPResponse {
    switch request.path {
    case "/events": events(request)
    case "/metrics":
      metrics(Exposition.Format(accept: request.headers[HTTPHeader("Accept")]))
    case "/healthz": answer(.ok, "ok\n")
    default:
      PageFile.named(request.path).map { answer(.ok, $0.bytes, $0.type) } ?? answer(.notFound, "there is no such page\n")
    }
  }

  private func metrics(_ format: Exposition.Format) -> HTTPResponse {
    answer(.ok, Data(monitor.metrics(format, residentBytes: residentBytes()).utf8), format.contentType)
  }

  private func events(_ request: HTTPRequest) -> HTTPResponse {
    guard request.method == .GET else { return answer(.ok, Data(), "text/event-stream") }
    guard let subscription = monitor.subscribe() else {
      return answer(.serviceUnavailable, "\(Monitor.browserLimit) pages look on already\n")
    }
    let cursor = ServerSentEvent.cursor(
      lastEventID: request.headers[HTTPHeader("Last-Event-ID")], session: monitor.status.session)
    let stream = EventStream(monitor: monitor, subscription: subscription, cursor: cursor)
    return HTTPResponse(statusCode: .ok, headers: headers("text/event-stream"), body: HTTPBodySequence(from: stream))
  }

  private func answer(_ status: HTTPStatusCode, _ text: String, _ more: [HTTPHeader: String] = [:]) -> HTTPResponse {
    var response = answer(status, Data(text.utf8), "text/plain; charset=utf-8")
    for (header, value) in more { response.headers[header] = value }
    return response
  }

  private func answer(_ status: HTTPStatusCode, _ bytes: Data, _ type: String) -> HTTPResponse {
    HTTPResponse(statusCode: status, headers: headers(type), body: bytes)
  }

  /// Nothing from elsewhere, no frame around it, nothing kept.
  private func headers(_ type: String) -> HTTPHeaders {
    HTTPHeaders([
      .contentType: type,
      .cacheControl: "no-store",
      HTTPHeader("Content-Security-Policy"):
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'",
      HTTPHeader("Cross-Origin-Resource-Policy"): "same-origin",
      HTTPHeader("Cross-Origin-Opener-Policy"): "same-origin",
      HTTPHeader("Referrer-Policy"): "no-referrer",
      HTTPHeader("X-Content-Type-Options"): "nosniff",
    ])
  }

  private static func value(of name: String, in cookies: String) -> String? {
    for cookie in cookies.split(separator: ";") {
      let parts = cookie.split(separator: "=", maxSplits: 1)
      if parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name { return String(parts[1]) }
    }
    return nil
  }

  private static func bearer(_ authorization: String?) -> String? {
    guard let authorization, authorization.lowercased().hasPrefix("bearer ") else { return nil }
    return authorization.dropFirst(7).trimmingCharacters(in: .whitespaces)
  }
}
