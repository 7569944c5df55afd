internal import Glibc

/// Counts the calling thread's heap calls, where the tests' probe was preloaded: `LD_PRELOAD=.build/release/libHeapProbe.so`.
struct HeapCounter {
  private let beginning: @convention(c) () -> Void
  private let ending: @convention(c) () -> Int

  /// `nil` when there is no probe in this process.
  init?() {
    guard let begin = dlsym(nil, "heap_probe_begin"), let end = dlsym(nil, "heap_probe_end") else { return nil }
    // SAFETY: these are the types that HeapProbe.h gives them.
    beginning = unsafeBitCast(begin, to: (@convention(c) () -> Void).self)
    ending = unsafeBitCast(end, to: (@convention(c) () -> Int).self)
  }

  func begin() { beginning() }
  /// Calls since `begin`.
  func end() -> Int { ending() }
}
