/// FNV-1a over 64-bit words: tells contents apart; no protection against intent.
///
/// Source: Fowler, Noll, Vo; draft-eastlake-fnv.
enum ContentHash {
  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(bytes.count)
    let words = bytes.count / 8
    for index in 0..<words {
      hash = (hash ^ bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)) &* 0x100_0000_01B3
      hash ^= hash >> 29  // a word at a time, the high bits would never come down
    }
    for index in 8 * words..<bytes.count { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    return hash
  }
}
