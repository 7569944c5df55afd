import Foundation

/// Tells how a training goes: in a terminal one line that changes, else a line an epoch.
struct ProgressLine {
  private let epochs: Int
  private let chunks: Int
  private let start = ContinuousClock.now
  private var firstChunk: Int?

  init(epochs: Int, chunks: Int) {
    self.epochs = epochs
    self.chunks = chunks
  }

  /// After a chunk. `done` counts chunks over all epochs.
  mutating func chunk(epoch: Int, chunk: Int, loss: Float, done: Int) {
    let first = firstChunk ?? done - 1
    firstChunk = first
    guard Terminal.isInteractive else { return }
    let text = "epoch \(epoch + 1)/\(epochs)  \(chunk)/\(chunks)  loss \(Self.fixed(loss, 3))  \(left(done, first))"
    Terminal.replace(text)
  }

  /// After an epoch.
  func epoch(_ record: TrainingRecord, done: Int) {
    // Where there are no emotions to hear, genders.
    let (name, values) = record.uar.isEmpty ? ("gender", record.gender) : ("UAR", record.uar)
    let scores = values.sorted { $0.key < $1.key }.map { "\($0.key) \(Self.fixed(Float($0.value), 1))" }
    let text =
      "epoch \(record.epoch)/\(epochs)  loss \(Self.fixed(record.loss, 3))  \(name) \(scores.joined(separator: "  "))"
      + "  \(Self.fixed(Float(record.seconds), 1)) s  \(left(done, firstChunk ?? done))"
    note(text)
  }

  /// What remains at the pace so far.
  private func left(_ done: Int, _ first: Int) -> String {
    TimeLeft.text(passed: (ContinuousClock.now - start) / .seconds(1), done: done - first, total: epochs * chunks - first)
  }

  static func fixed(_ value: Float, _ digits: Int) -> String { String(format: "%.\(digits)f", Double(value)) }
}
