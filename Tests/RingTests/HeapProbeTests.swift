import Foundation
import HeapProbe
import Testing

/// The probe itself: a count of 0 elsewhere means something only if it counts here.
@Suite(.enabled(if: heap_probe_is_active(), "a sanitizer brings its own allocator"))
struct HeapProbeTests {
  @Test func countsAnAllocationMadeOnPurpose() {
    heap_probe_begin()
    let block = UnsafeMutablePointer<Int>.allocate(capacity: 100)
    block.initialize(repeating: 1, count: 100)
    block.deallocate()
    #expect(heap_probe_end() == 2)
  }

  @Test func countsAnAllocationInsideALibrary() {
    let text = Array("libc allocates this one".utf8CString)
    let count = text.withUnsafeBufferPointer { text in
      heap_probe_begin()
      let copy = strdup(text.baseAddress!)
      let count = heap_probe_end()
      free(copy)
      return count
    }
    #expect(count == 1)
  }

  @Test func countsAlignedBlocksAndArrays() {
    heap_probe_begin()
    let aligned = UnsafeMutableRawPointer.allocate(byteCount: 4096, alignment: 4096)
    let alignedCount = heap_probe_end()
    #expect(alignedCount == 1)
    #expect(UInt(bitPattern: aligned) % 4096 == 0)
    aligned.deallocate()

    var numbers = [1]
    heap_probe_begin()
    for number in 0..<1000 { numbers.append(number) }
    #expect(heap_probe_end() > 0)
    #expect(numbers.count == 1001)
  }

  @Test func doesNotCountOtherThreads() {
    let ready = DispatchSemaphore(value: 0)
    let go = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      go.wait()
      for _ in 0..<100 { UnsafeMutablePointer<Int>.allocate(capacity: 10).deallocate() }
      ready.signal()
    }
    heap_probe_begin()
    go.signal()
    ready.wait()
    #expect(heap_probe_end() == 0)
  }

  @Test func watchesARunningThreadFromOutside() {
    let watched = DispatchSemaphore(value: 0)
    let allocate = DispatchSemaphore(value: 0)
    let allocated = DispatchSemaphore(value: 0)
    let leave = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var counter: OpaquePointer?
    Thread.detachNewThread {
      counter = heap_probe_watch()
      watched.signal()
      allocate.wait()
      UnsafeMutablePointer<Int>.allocate(capacity: 10).deallocate()
      allocated.signal()
      leave.wait()
    }
    watched.wait()
    let before = heap_probe_read(counter)
    allocate.signal()
    allocated.wait()
    #expect(heap_probe_read(counter) - before == 2)
    leave.signal()
  }
}
