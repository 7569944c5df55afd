import Foundation
internal import Listening

/// What may be done with an ear's memory when audio was lost.
package struct GapRule: Sendable {
  /// What is kept of each part.
  struct Action: Hashable, Sendable {
    /// Of the LSTM's cells and outputs, 0…1.
    var recurrent: Float
    /// Of the pooled estimate's sums, 0…1.
    var pooled: Float
    /// Whether the normaliser keeps the running level.
    var keepsLevel = true
    /// Whether frames go on across the gap, as if nothing had been lost.
    var splices = false

    static let carry = Action(recurrent: 1, pooled: 1)
    static let fresh = Action(recurrent: 0, pooled: 0, keepsLevel: false)

    static func keep(_ share: Float) -> Action { Action(recurrent: share, pooled: share) }
  }

  package let name: String
  /// By the seconds that were lost.
  let action: @Sendable (Double) -> Action

  init(_ name: String, _ action: @escaping @Sendable (Double) -> Action) {
    self.name = name
    self.action = action
  }

  static let carry = GapRule("carry") { _ in .carry }
  static let half = GapRule("half") { _ in .keep(0.5) }
  /// The LSTM and the pooled estimate forget, the normaliser knows the level.
  static let reset = GapRule("reset") { _ in .keep(0) }
  /// Everything forgets.
  static let fresh = GapRule("fresh") { _ in .fresh }
  /// Frames straddle the gap.
  static let spliced = GapRule("spliced") { _ in Action(recurrent: 1, pooled: 1, splices: true) }
  /// What `listen` does.
  static let shipped = GapRule("listen") { seconds in
    let share = GapPolicy.action(lostSeconds: seconds).share
    return share == 0 ? .fresh : .keep(share)
  }

  /// A time constant in seconds.
  static func decay(_ constant: Double) -> GapRule {
    GapRule("decay \(Int(constant)) s") { .keep(Float(exp(-$0 / constant))) }
  }

  /// Those that are compared.
  package static let all = [carry, decay(5), decay(2), half, reset, fresh, shipped]
}
