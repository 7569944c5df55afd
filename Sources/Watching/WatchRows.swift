/// Where the parts of the large view stand, for a height: what is spare becomes empty rows, then room for the bars, then for the last
/// minute's curve, then for the list.
struct WatchRows {
  /// Header, inputs, level, speech, answer, eight bars, curve, letters, health and keys, and one row to breathe.
  static let least = 18

  let speech: Int
  let answer: Int
  /// Of the bars and of the list beside them.
  let panel: Range<Int>
  let curveRows: Int
  let letters: Int
  let axis: Int?

  init(height: Int) {
    var spare = height - Self.least + 1
    func take(_ most: Int) -> Int {
      let taken = min(most, max(0, spare))
      spare -= taken
      return taken
    }
    let (aboveAnswer, belowAnswer, betweenMeters) = (take(1), take(1), take(1))
    let (aboveStrip, axis, aboveHealth) = (take(1), take(1), take(1))
    let forBars = take(7)
    let forCurve = take(3)
    speech = 3 + betweenMeters
    answer = speech + 1 + aboveAnswer
    let first = answer + 1 + belowAnswer
    panel = first..<first + 8 + forBars + max(0, spare)
    curveRows = 1 + forCurve
    letters = panel.upperBound + aboveStrip + curveRows
    self.axis = axis == 1 ? letters + 1 : nil
    assert(letters + axis + aboveHealth + 3 == height)
  }
}
