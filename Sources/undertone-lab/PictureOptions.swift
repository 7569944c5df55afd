import ArgumentParser
import Foundation
import Pictures

/// Where a picture goes, and how wide it is.
struct PictureOptions: ParsableArguments {
  @Option(
    name: .shortAndLong, parsing: .upToNextOption,
    help: "Files to write: .svg (follows the reader's light or dark) or .png (white). (default: the picture's name, as both)")
  var output: [String] = []
  @Option(help: "Width in CSS pixels; letters keep their size. 344 suits a phone, 720 a page.") var width = 720

  func validate() throws {
    guard (280...4000).contains(width) else { throw ValidationError("--width \(width): expected 280 to 4000") }
    if let other = output.first(where: { !["svg", "png"].contains(Self.kind($0)) }) {
      throw ValidationError("--output \(other): expected a name that ends in .svg or .png")
    }
  }

  /// - Throws: `OutputError` when a file could not be written: better before the work than after it.
  func check() throws(OutputError) { for path in output { try OutputError.check(path) } }

  /// Draws and writes the files, each whole or not at all.
  func write(_ figure: Figure) throws {
    for path in output.isEmpty ? ["\(figure.name).svg", "\(figure.name).png"] : output {
      let data =
        Self.kind(path) == "svg"
        ? Data(try figure.svg(width: width, isCaptioned: true).utf8) : try figure.png(width: width, isCaptioned: true)
      try OutputError.write(data, to: path)
    }
  }

  private static func kind(_ path: String) -> String { URL(filePath: path).pathExtension.lowercased() }
}

/// Why a file cannot be written.
struct OutputError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  /// Writes a file whole or not at all, and says so.
  static func write(_ data: Data, to path: String) throws(OutputError) {
    do {
      try data.write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw OutputError("cannot write \(path): \(error.localizedDescription)")
    }
    note("\(path) is written")
  }

  /// - Throws: when the folder of `path` is missing or may not be written.
  static func check(_ path: String) throws(OutputError) {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw OutputError("cannot write \(path): \(folder) is no folder that may be written")
    }
  }
}
