import Foundation
internal import Network

/// What a larger network made of the training clips: soft labels, hidden frames, and beside each frame what is special about its clip, for
/// the small one to learn.
///
/// Config/teacher makes the file. Shapes: R rows of 40 ms over all clips, D components, C = 8 emotions.
/// Source: Hinton, Vinyals and Dean, "Distilling the knowledge in a neural network", arXiv:1503.02531.
package struct TeacherTargets: Sendable {
  /// What is known of one clip.
  struct Entry: Sendable {
    var firstRow: Int
    var rows: Int
    var soft: SIMD8<Float>
  }

  /// The description in the file's `__metadata__`.
  private struct Description: Codable {
    var partition: String
    var corpora: [String]
    var delaySteps: Int
    var keys: [String]
    var teacher: String

    private enum CodingKeys: String, CodingKey {
      case partition, corpora, keys, teacher
      case delaySteps = "delay_steps"
    }
  }

  /// The key of the description.
  static let metadataKey = "undertone-targets"

  /// The partition whose test clips this teacher never heard.
  package let partition: Partition
  /// The corpora that the teacher was fitted on.
  package let corpora: [String]
  /// What the teacher is, with versions and licences.
  package let name: String
  /// The student says a frame this many steps after it: the teacher also heard what came later.
  package let delaySteps: Int
  /// D.
  package let width: Int
  private let entries: [String: Entry]
  private let frames: [Float]

  /// - Throws: `CorpusError` naming the file and what is wrong with it.
  package init(path: String) throws(CorpusError) {
    let file: TensorFile
    do {
      file = try TensorFile(path: path)
    } catch {
      throw CorpusError("\(error)")
    }
    func fail(_ what: String) -> CorpusError { CorpusError("\(path): \(what); Config/teacher makes such files") }
    guard let text = file.metadata[Self.metadataKey] else { throw fail("no metadata \"\(Self.metadataKey)\"") }
    guard let description = try? JSONDecoder().decode(Description.self, from: Data(text.utf8)),
      let partition = Partition(description.partition)
    else { throw fail("its description cannot be read") }
    let named = Dictionary(file.tensors.map { ($0.name, $0) }) { first, _ in first }
    let clips = description.keys.count
    guard let soft = named["soft"], let rows = named["rows"], let frames = named["frames"] else {
      throw fail("it lacks one of the tensors soft, rows and frames")
    }
    guard soft.shape == [clips, 8], rows.shape == [clips], frames.shape.count == 2,
      rows.values.allSatisfy({ $0 >= 0 && $0 == $0.rounded() && $0 < 1e6 }),
      frames.shape[0] == rows.values.reduce(0, { $0 + Int($1) })
    else { throw fail("\(clips) clips, but tensors of shapes \(soft.shape), \(rows.shape) and \(frames.shape)") }
    guard (0...25).contains(description.delaySteps), frames.values.allSatisfy(\.isFinite) else {
      throw fail("delay_steps is \(description.delaySteps), expected 0 to 25, or a frame holds a number that is not finite")
    }
    self.partition = partition
    corpora = description.corpora
    name = description.teacher
    delaySteps = description.delaySteps
    width = frames.shape[1]
    self.frames = frames.values
    var entries: [String: Entry] = [:]
    var first = 0
    for (index, key) in description.keys.enumerated() {
      var label = SIMD8<Float>()
      for emotion in 0..<8 { label[emotion] = soft.values[index * 8 + emotion] }
      guard (0..<8).allSatisfy({ label[$0] >= 0 }), abs(label.sum() - 1) < 1e-3 else {
        throw fail("the soft label of \(key) is no distribution")
      }
      entries[key] = Entry(firstRow: first, rows: Int(rows.values[index]), soft: label)
      first += Int(rows.values[index])
    }
    self.entries = entries
  }

  /// How many of the clips it knows.
  package func count(of clips: [Clip]) -> Int { clips.reduce(0) { $0 + (entries[$1.key] == nil ? 0 : 1) } }

  func entry(_ key: String) -> Entry? { entries[key] }

  /// Writes the frame at a place between rows into `out` `[D]`.
  /// - Parameter place: in rows from the clip's beginning; between two rows the nearer counts more.
  /// - Returns: false when the clip has no row there.
  func copy(_ entry: Entry, at place: Float, into out: UnsafeMutablePointer<Float>) -> Bool {
    guard place > -1, place <= Float(entry.rows - 1) else { return false }
    let low = max(0, Int(place))
    let high = min(low + 1, entry.rows - 1)
    let share = max(0, place - Float(low))
    let (before, after) = ((entry.firstRow + low) * width, (entry.firstRow + high) * width)
    frames.withUnsafeBufferPointer { rows in
      for k in 0..<width { out[k] = rows[before + k] + share * (rows[after + k] - rows[before + k]) }
    }
    return true
  }
}
