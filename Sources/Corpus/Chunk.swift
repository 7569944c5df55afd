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
  /// Components of a teacher's frame, D; 0 without a teacher.
  package let teacherWidth: Int
  /// What the teacher's frame was a few steps ago, `[N, D]`.
  package let teacher: FloatBuffer
  /// 1 where there is a teacher's frame, `[N]`.
  package let taught: FloatBuffer

  package init(lanes: Int, steps: Int, featureCount: Int, teacherWidth: Int = 0) {
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
    self.teacherWidth = teacherWidth
    teacher = FloatBuffer(rows * teacherWidth)
    taught = FloatBuffer(rows)
  }

  package var rows: Int { lanes * steps }

  /// What a batch's losses are divided by; a batch may be several workers' chunks.
  package struct Totals: Equatable, Sendable {
    package var rows = 0
    /// Σ emphasis.
    package var emphasis: Float = 0
    /// Steps with a teacher's frame.
    package var taught: Float = 0

    package init() {}

    package static func += (sum: inout Totals, part: Totals) {
      sum.rows += part.rows
      sum.emphasis += part.emphasis
      sum.taught += part.taught
    }
  }

  package var totals: Totals {
    var totals = Totals()
    totals.rows = rows
    for row in 0..<rows {
      totals.emphasis += emphasis.base[row]
      totals.taught += taught.base[row]
    }
    return totals
  }
}
