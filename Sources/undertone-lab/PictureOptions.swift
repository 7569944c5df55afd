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

  /// Draws and writes the files, each whole or not at all.
  func write(_ figure: Figure) throws {
    for path in output.isEmpty ? ["\(figure.name).svg", "\(figure.name).png"] : output {
      let data = Self.kind(path) == "svg" ? Data(try figure.svg(width: width).utf8) : try figure.png(width: width)
      do {
        try data.write(to: URL(filePath: path), options: .atomic)
      } catch {
        throw PictureError("cannot write \(path): \(error.localizedDescription)")
      }
      note("\(path) is written")
    }
  }

  private static func kind(_ path: String) -> String { URL(filePath: path).pathExtension.lowercased() }
}
