internal import CLinux
internal import Glibc

/// What the whole process uses: its share of one core, and its memory.
public struct ProcessLoad {
  /// How many processors the process may run on.
  public static var processorCount: Int { Int(undertone_processor_count()) }

  private var lastWall = MonotonicTime.now()
  private var lastBusy = MonotonicTime.processTime()

  /// Share of one core since the last call.
  mutating func sinceLast() -> Double {
    let (wall, busy) = (MonotonicTime.now(), MonotonicTime.processTime())
    defer { (lastWall, lastBusy) = (wall, busy) }
    return wall > lastWall ? Double(busy - lastBusy) / Double(wall - lastWall) : 0
  }

  /// Resident set, as /proc/self/statm gives it; 0 where there is none.
  static func residentKilobytes() -> Int {
    let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    var text = [UInt8](repeating: 0, count: 128)
    let count = read(descriptor, &text, text.count)
    guard count > 0 else { return 0 }
    let fields = text[..<count].split(separator: UInt8(ascii: " "))
    guard fields.count > 1, let pages = Int(String(decoding: fields[1], as: UTF8.self)) else { return 0 }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE))) / 1024
  }
}
