internal import FlyingSocks

/// The sockets' pool with limits: a browser that takes nothing for ten seconds, or asks nothing for a minute, is let go.
struct PatientPool<Base: AsyncSocketPool>: AsyncSocketPool {
  let base: Base
  var writing = Duration.seconds(10)
  var reading = Duration.seconds(60)

  func prepare() async throws { try await base.prepare() }
  func run() async throws { try await base.run() }

  func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
    // Waiting for a new connection (both) may take for ever.
    guard events == [.write] || events == [.read] else { return try await base.suspendSocket(socket, untilReadyFor: events) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await base.suspendSocket(socket, untilReadyFor: events) }
      group.addTask {
        try await Task.sleep(for: events == [.write] ? writing : reading)
        throw SocketError.disconnected
      }
      try await group.next()
      group.cancelAll()
    }
  }
}
