/// What a model said of the same clips: each by itself, and in the endless stream, in the order in which the stream brought them.
package struct Hearing: Sendable {
  package var clipByClip: [Estimate]
  package var stream: [Estimate]

  package init(clipByClip: [Estimate], stream: [Estimate]) {
    self.clipByClip = clipByClip
    self.stream = stream
  }
}
