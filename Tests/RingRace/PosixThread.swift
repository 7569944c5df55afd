import Glibc

/// A thread that runs `body` once: ThreadSanitizer knows pthreads without help.
struct PosixThread {
  private final class Box {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  private let thread: pthread_t

  init(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(body)).toOpaque()
    let code = pthread_create(
      &thread, nil,
      { box in
        if let box { Unmanaged<Box>.fromOpaque(box).takeRetainedValue().body() }
        return nil
      }, box)
    precondition(code == 0, "pthread_create: \(code)")
    self.thread = thread
  }

  func join() { pthread_join(thread, nil) }
}
