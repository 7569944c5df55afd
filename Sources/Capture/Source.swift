public import Ring

/// A device or a file that fills the ring from its own thread, until stopped or at its end.
///
///     init: open, negotiate, allocate      run: period → mono Float → SampleRing, marks → MarkRing, doorbell
public protocol Source: Sendable {
  /// What was negotiated when it was opened.
  var format: InputFormat { get }

  /// Delivers until `stop` is set or the input ends, then an `end` mark; call it once, on a thread of its own.
  ///
  /// - Units: samples in −1…1 at the source's own rate; positions count frames of the source.
  /// - Real-time: yes.
  func run(
    samples: consuming SampleRing.Producer, marks: consuming MarkRing.Producer, doorbell: Doorbell, stop: StopFlag)
}

/// How fast a file is played.
public enum Pace: String, Sendable, CaseIterable {
  /// As a microphone would deliver it: what does not fit the ring in time is lost, and told.
  case real
  /// As fast as it is read: nothing is lost, the source waits for the reader.
  case max
}
