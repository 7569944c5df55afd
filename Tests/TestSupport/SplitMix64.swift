/// Seeded random numbers, the same on every machine.
///
/// - Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
public struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// `count` numbers, evenly spread over −1…1: variance ⅓.
  public mutating func noise(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float.random(in: -1...1, using: &self) }
  }

  /// Lengths that add up to `total`, each from 1 to `most`.
  public mutating func chunks(of total: Int, most: Int) -> [Int] {
    var sizes: [Int] = []
    var left = total
    while left > 0 {
      let size = min(left, Int.random(in: 1...most, using: &self))
      sizes.append(size)
      left -= size
    }
    return sizes
  }
}
