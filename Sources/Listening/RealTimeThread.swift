internal import CLinux
internal import Glibc

/// A thread with a small stack of its own, which real-time scheduling may be asked for.
public struct RealTimeThread: Sendable {
  private final class Box {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// 256 KB: enough for every thread here, and little enough that locking memory does not pin megabytes of untouched stack.
  private static let stackBytes = 256 << 10

  private let thread: pthread_t
  /// Whether SCHED_FIFO was granted.
  public let isFIFO: Bool

  /// Starts `body` on a new thread.
  /// - Parameter priority: of SCHED_FIFO (1 to 99), or 0 for the ordinary scheduler; without permission the thread starts all the same.
  /// - Throws: `ListeningError` when the system has no thread left.
  public init(name: String, priority: Int32, _ body: @escaping @Sendable () -> Void) throws(ListeningError) {
    let box = Unmanaged.passRetained(
      Box {
        undertone_name_thread(name)
        body()
      })
    var made = Self.create(box.toOpaque(), priority: priority)
    isFIFO = priority > 0 && made.code == 0
    if made.code != 0, priority > 0 { made = Self.create(box.toOpaque(), priority: 0) }
    guard made.code == 0 else {
      box.release()
      throw ListeningError(.system, "cannot start the \(name) thread: \(String(cString: strerror(made.code))) (\(made.code))")
    }
    thread = made.thread
  }

  private static func create(_ box: UnsafeMutableRawPointer, priority: Int32) -> (code: Int32, thread: pthread_t) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackBytes)
    if priority > 0 {
      var parameters = sched_param(sched_priority: priority)
      pthread_attr_setinheritsched(&attributes, CInt(PTHREAD_EXPLICIT_SCHED))
      pthread_attr_setschedpolicy(&attributes, SCHED_FIFO)
      pthread_attr_setschedparam(&attributes, &parameters)
    }
    var thread = pthread_t()
    let code = pthread_create(
      &thread, &attributes,
      { box in
        if let box { Unmanaged<Box>.fromOpaque(box).takeRetainedValue().body() }
        return nil
      }, box)
    return (code, thread)
  }

  /// Lets it end by itself: nobody waits for it.
  public func detach() {
    pthread_detach(thread)
  }

  /// Waits for its end; once.
  public func join() {
    pthread_join(thread, nil)
  }
}
