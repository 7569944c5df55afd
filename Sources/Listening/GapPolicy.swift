internal import Glibc
package import Timeline

/// What a loss of audio does to the network's state, by its length.
///
///     lost      < 1 s   carried
///           1 to 10 s   decayed to e^(−s/5) of cells, outputs and pooled estimate
///              ≥ 10 s   reset, with the level
///
/// Chosen by `undertone-lab evaluate --protocol gap` (README, "The LSTM after a gap"). UAR after 0.5 s of speech behind 5 s lost, the
/// default model: where the same talker goes on, carried 56.0, a time constant of 5 s 51.7, of 2 s 45.4, fresh 44.8; where talker or
/// emotion has changed meanwhile 37.4, 43.0, 44.3 and 44.8. The best rule hangs on how often a gap hides a change, which no corpus tells;
/// if one comes every 3 to 100 s, 5 s lose least to the best: at most 1.6 points (2 s: 3.3, carrying: 2.6; open model 1.3, 2.9, 3.8).
/// Below 1 s fading and carrying are alike; at 10 s fading gains 2.4 points over a fresh start in the one case and loses 1.5 in the other.
package enum GapPolicy {
  @_noLocks package static func action(lostSeconds: Double) -> (state: Gap.StateAction, share: Float) {
    if lostSeconds < 1 { return (.carried, 1) }
    if lostSeconds >= 10 { return (.reset, 0) }
    let share = _unsafePerformance { expf(Float(-lostSeconds / 5)) }
    return (.decayed, share)
  }
}
