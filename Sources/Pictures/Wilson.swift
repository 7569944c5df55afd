/// The interval of a share that was counted.
enum Wilson {
  /// 95 %.
  /// - Precondition: `0 <= right <= count`, `count > 0`.
  /// - Source: Wilson, J. Am. Stat. Assoc. 22(158), 1927; z = 1.96.
  static func interval(right: Int, of count: Int) -> (low: Double, high: Double) {
    precondition(count > 0 && (0...count).contains(right), "\(right) of \(count) is no share")
    let (n, z2) = (Double(count), 1.959964 * 1.959964)
    let share = Double(right) / n
    let middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    let half = (z2 * (share * (1 - share) / n + z2 / (4 * n * n))).squareRoot() / (1 + z2 / n)
    return (max(0, middle - half), min(1, middle + half))
  }
}
