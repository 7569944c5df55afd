import Foundation
import Monitor
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The whole way: a server on a free port of loopback, asked by a client.
@Suite(.timeLimit(.minutes(1))) struct MonitorServerTests {
  /// A monitor that is served while `body` runs.
  private func serving(token: String? = nil, _ body: (Monitor, URL) async throws -> Void) async throws {
    let monitor = Monitor(
      status: .init(version: "0.1.0", session: "8f3c", replay: nil, speed: 1, historySeconds: 900), now: { 0 })
    let address = try #require(BindAddress("127.0.0.1"))
    let server = try MonitorServer(
      monitor: monitor, access: Access(address: address, names: [], token: token), address: address, port: 0, residentBytes: { 1 })
    let running = Task { await server.run() }
    let url = try #require(URL(string: "http://127.0.0.1:\(try await server.port())"))
    let result: Result<Void, any Error>
    do { result = .success(try await body(monitor, url)) } catch { result = .failure(error) }
    await server.stop()
    await running.value
    try result.get()
  }

  private func ask(
    _ url: URL, _ headers: [String: String] = [:], method: String = "GET"
  ) async throws -> (status: Int, text: String, headers: HTTPURLResponse) {
    var request = URLRequest(url: url)
    request.httpMethod = method
    request.httpShouldHandleCookies = false
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    let (data, response) = try await URLSession(configuration: .ephemeral).data(for: request)
    let answer = try #require(response as? HTTPURLResponse)
    return (answer.statusCode, String(decoding: data, as: UTF8.self), answer)
  }

  @Test func thePageIsWholeAndAsksForNothingElse() async throws {
    try await serving { _, url in
      let page = try await ask(url)
      #expect(page.status == 200)
      #expect(page.headers.value(forHTTPHeaderField: "Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
      #expect(page.headers.value(forHTTPHeaderField: "Cache-Control") == "no-store")
      #expect(page.headers.value(forHTTPHeaderField: "Referrer-Policy") == "no-referrer")
      #expect(page.headers.value(forHTTPHeaderField: "X-Content-Type-Options") == "nosniff")
      #expect(!page.text.contains("://"))
      // Whatever the page and its scripts name is there.
      var names = Set(page.text.matches(of: #/(?:href|src)="([a-z.]+)"/#).map { String($0.1) })
      #expect(names == ["icon.svg", "page.css", "page.js"])
      let script = try await ask(url.appending(path: "page.js"))
      names.formUnion(script.text.matches(of: #/from "\.\/([a-z.]+)"/#).map { String($0.1) })
      for name in names { #expect(try await ask(url.appending(path: name)).status == 200, "\(name)") }
    }
  }

  @Test func answersAreRefusedAsTheyShould() async throws {
    try await serving { _, url in
      #expect(try await ask(url.appending(path: "nothing")).status == 404)
      #expect(try await ask(url, method: "POST").status == 405)
      #expect(try await ask(url, ["Origin": "http://evil.example"]).status == 403)
      #expect(try await ask(url, ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"]).status == 403)
      #expect(try await ask(url.appending(path: "healthz")).text == "ok\n")
      let head = try await ask(url.appending(path: "page.css"), method: "HEAD")
      #expect(head.status == 200 && head.text.isEmpty)
    }
  }

  @Test func theTokenOpensByURLCookieAndHeader() async throws {
    let token = "0123456789abcdef"
    try await serving(token: token) { _, url in
      let metrics = url.appending(path: "metrics")
      #expect(try await ask(metrics).status == 401)
      #expect(try await ask(metrics, ["Authorization": "Bearer \(token)x"]).status == 403)
      #expect(try await ask(metrics, ["Authorization": "Bearer \(token)"]).status == 200)
      let page = try await ask(url.appending(queryItems: [URLQueryItem(name: "token", value: token)]))
      #expect(page.status == 200)
      let cookie = try #require(page.headers.value(forHTTPHeaderField: "Set-Cookie"))
      #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
      #expect(try await ask(metrics, ["Cookie": "other=1; " + cookie.prefix { $0 != ";" }]).status == 200)
    }
  }

  /// What stands in a URL goes into no header, unless it is the token.
  @Test func aURLPutsNothingIntoTheAnswersHeaders() async throws {
    for token in [nil, "0123456789abcdef"] {
      try await serving(token: token) { _, url in
        let split = try #require(URL(string: url.absoluteString + "/page.js?token=x%0d%0aX-Put-In:%20yes%0d%0a%0d%0aalert(1)"))
        let page = try await ask(split, token.map { ["Authorization": "Bearer \($0)"] } ?? [:])
        #expect(page.status == 200 && page.text.hasPrefix("//"))
        #expect(page.headers.value(forHTTPHeaderField: "X-Put-In") == nil)
        #expect(page.headers.value(forHTTPHeaderField: "Set-Cookie") == nil)
      }
    }
  }

  @Test func eventsComeAsTheyAreAndGoOnWhereTheyWere() async throws {
    try await serving { monitor, url in
      for second in 1...3 { #expect(monitor.take(line: Array(Lines.estimate(Double(second)).utf8))) }
      #expect(!monitor.take(line: Array("no event".utf8)))
      // The stream ends when the monitor closes; until then the client collects.
      async let whole = ask(url.appending(path: "events"))
      async let rest = ask(url.appending(path: "events"), ["Last-Event-ID": "8f3c-2"])
      // What has come before the end is sent before the end.
      while !monitor.metrics(.openMetrics, residentBytes: 1).contains("\nundertone_monitor_browsers 2\n") {
        try await Task.sleep(for: .milliseconds(10))
      }
      monitor.take(line: Array(Lines.gap(4, lost: 4800).utf8))
      monitor.inputEnded(at: 1_764_140_400)
      monitor.close()
      let (first, second) = try await (whole, rest)
      #expect(first.headers.value(forHTTPHeaderField: "Content-Type") == "text/event-stream")
      let ids = { (text: String) in text.matches(of: #/id: 8f3c-([0-9]+)/#).map { String($0.1) } }
      #expect(ids(first.text) == ["1", "2", "3", "4"])
      #expect(ids(second.text) == ["3", "4"])
      #expect(first.text.hasPrefix("retry: 2000\nevent: monitor\ndata: {"))
      #expect(first.text.contains(#""ended":1764140400"#) && first.text.contains(#""refused":1"#))
      #expect(first.text.contains(#"data: {"age_ms":0,"event":\#(Lines.gap(4, lost: 4800))}"#))
    }
  }

  @Test func metricsCountTheSame() async throws {
    try await serving { monitor, url in
      monitor.take(line: Array(Lines.gap(4, lost: 4800).utf8))
      let answer = try await ask(url.appending(path: "metrics"), ["Accept": "application/openmetrics-text; version=1.0.0"])
      #expect(answer.headers.value(forHTTPHeaderField: "Content-Type") == "application/openmetrics-text; version=1.0.0; charset=utf-8")
      #expect(answer.text.contains("\nundertone_lost_samples_total 4800\n"))
    }
  }

  @Test func browsersAreBounded() throws {
    let monitor = Monitor(status: .init(version: "", session: "s", replay: nil, speed: 1, historySeconds: 1), now: { 0 })
    var subscriptions = (0..<Monitor.browserLimit).map { _ in monitor.subscribe() }
    #expect(subscriptions.allSatisfy { $0 != nil })
    #expect(monitor.subscribe() == nil)
    subscriptions.removeLast()
    #expect(monitor.subscribe() != nil)
  }
}
