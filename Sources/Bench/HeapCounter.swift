internal import Glibc

/// Counts the calling thread's heap calls, where the tests' probe was preloaded: `LD_PRELOAD=.build/release/libHeapProbe.so`.
package struct HeapCounter {
  private let beginning: @convention(c) () -> Void
  private let ending: @convention(c) () -> Int

  init(begin: @escaping @convention(c) () -> Void, end: @escaping @convention(c) () -> Int) {
    beginning = begin
    ending = end
  }

  /// `nil` when there is no probe in this process.
  package init?() {
    guard let begin = dlsym(nil, "heap_probe_begin"), let end = dlsym(nil, "heap_probe_end") else { return nil }
    // SAFETY: these are the types that HeapProbe.h gives them.
    self.init(
      begin: unsafeBitCast(begin, to: (@convention(c) () -> Void).self), end: unsafeBitCast(end, to: (@convention(c) () -> Int).self))
  }

  func begin() { beginning() }
  /// Calls since `begin`.
  func end() -> Int { ending() }
}
