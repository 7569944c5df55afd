internal import MonitorPage

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A part of the page, out of the program itself.
struct PageFile {
  let type: String
  let bytes: Data

  /// - Parameter path: of the URL, such as `/page.css`.
  static func named(_ path: String) -> PageFile? {
    let found = monitor_page_file(path)
    guard let bytes = found.bytes, let type = found.type else { return nil }
    return PageFile(type: String(cString: type), bytes: Data(bytes: bytes, count: found.count))
  }
}
