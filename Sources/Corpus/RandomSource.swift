import Foundation

/// Seeded random numbers: the same seed gives the same streams on every machine.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014 (SplitMix64).
package struct RandomSource: RandomNumberGenerator, Codable, Equatable, Sendable {
  package private(set) var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// One of many independent sources of one seed.
  package init(seed: UInt64, stream: UInt64) {
    state = seed
    state = next() ^ (stream &* 0xD1B5_4A32_D192_ED03)
    state = next()
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in 0 ..< 1.
  package mutating func unit() -> Float { Float(next() >> 40) * 0x1p-24 }

  package mutating func uniform(_ low: Float, _ high: Float) -> Float { low + (high - low) * unit() }

  package mutating func chance(_ probability: Float) -> Bool { unit() < probability }

  /// Uniform in 0 ..< `count`. - Precondition: `count` > 0.
  package mutating func index(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

  /// Gaussian, mean 0, deviation 1 (Box and Muller, 1958).
  package mutating func normal() -> Float {
    let radius = sqrt(-2 * log(max(unit(), 0x1p-24)))
    return radius * cos(2 * .pi * unit())
  }

  /// Nearly Gaussian: a sum of four uniforms, which have deviation 0.577 together; four times as fast.
  package mutating func roughNormal() -> Float {
    let bits = next()
    let sum = Float(bits & 0xFFFF) + Float(bits >> 16 & 0xFFFF) + Float(bits >> 32 & 0xFFFF) + Float(bits >> 48)
    return (sum / 65536 - 2) / 0.577
  }

  /// Exponential, mean 1.
  package mutating func exponential() -> Float { -log(max(unit(), 0x1p-24)) }
}
