/// What the network sees and what it should have said: T steps of B lanes.
///
/// Shapes: N = T·B rows, row = step·B + lane (so that one step of all lanes is one block); F features; C = 8 emotions.
package final class Chunk {
  package let lanes: Int
  package let steps: Int
  package let featureCount: Int
  /// Normalised features, `[N, F]`.
  package let features: FloatBuffer
  /// The emotion as a distribution, `[N, C]`: one for the label, or a teacher's soft label.
  package let goal: FloatBuffer
  /// How much the step's estimates matter, `[N]`: 0 where no clip is heard, rising with the time that it was.
  package let emphasis: FloatBuffer
  /// The weight of the step's emotion against the others', `[N]`.
  package let importance: FloatBuffer
  /// 1 for each emotion that the clip's corpus can say, `[N, C]`; read only by a loss that masks.
  package let allowed: FloatBuffer
  /// Index of the speaker's gender, `[N]`; −1 where no clip is heard.
  package let gender: FloatBuffer
  /// 1 where somebody speaks, `[N]`.
  package let speech: FloatBuffer

  package init(lanes: Int, steps: Int, featureCount: Int) {
    self.lanes = lanes
    self.steps = steps
    self.featureCount = featureCount
    let rows = lanes * steps
    features = FloatBuffer(rows * featureCount)
    goal = FloatBuffer(rows * Emotion.allCases.count)
    emphasis = FloatBuffer(rows)
    importance = FloatBuffer(rows)
    allowed = FloatBuffer(rows * Emotion.allCases.count)
    gender = FloatBuffer(rows)
    speech = FloatBuffer(rows)
  }

  package var rows: Int { lanes * steps }

  /// Σ emphasis: what the clips' losses are divided by.
  package var totalEmphasis: Float {
    var sum: Float = 0
    for row in 0..<rows { sum += emphasis.base[row] }
    return sum
  }
}
