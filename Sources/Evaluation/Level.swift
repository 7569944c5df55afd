import Foundation

/// How loud samples are.
enum Level {
  /// Root of the mean square; 0 without samples.
  static func rms(_ samples: some Collection<Float>) -> Float {
    Float((samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(samples.count, 1))).squareRoot())
  }

  /// The amplitude's factor of a level in decibels.
  static func factor(_ decibels: Float) -> Float { pow(10, decibels / 20) }
}
