/// A noise recording that runs through a whole stream, gaps included, at a set distance below the speech.
///
///     gain = rms(clip) / rms(noise under the clip) · 10^(−SNR/20)
///
/// The power is the mean over the whole clip, pauses included, and over the noise that lies under it; the level follows from clip to
/// clip, and the gap before a clip has the clip's. The recording goes on from clip to clip, and begins again at its end.
package struct AddedNoise: Sendable {
  /// At 16 kHz.
  private let recording: [Float]
  /// SNR.
  package let decibels: Float
  private var place = 0

  /// - Precondition: `recording` is not empty.
  package init(_ recording: [Float], decibels: Float) {
    precondition(!recording.isEmpty, "a recording of some length")
    self.recording = recording
    self.decibels = decibels
  }

  /// Mixes the recording's next samples into a gap and the clip behind it.
  mutating func add(to gap: inout [Float], and clip: inout [Float]) {
    let start = place + gap.count
    let under = clip.indices.map { recording[(start + $0) % recording.count] }
    let level = Level.rms(under)
    let gain = level > 0 ? Level.rms(clip) / level * Level.factor(-decibels) : 0
    for index in gap.indices { gap[index] += gain * recording[(place + index) % recording.count] }
    for index in clip.indices { clip[index] += gain * under[index] }
    place = (start + clip.count) % recording.count
  }
}
