/// One stored sample to a Float: integers are divided by their full scale, so −2^(bits−1) is −1 exactly.
///
/// Each function reads `byteCount` bytes of its format at any alignment; they are inlined into the converter's loop.
enum SampleDecoder {
  /// Full scale of 32 bits; 24 bits are shifted up to it first. A Float holds 24 bits, so 32 are rounded.
  private static var perFullScale32: Float { 1 / 2_147_483_648 }
  private static var perFullScale16: Float { 1 / 32768 }
  private static var perFullScale8: Float { 1 / 128 }

  @_noLocks @inline(__always) static func s16LE(_ bytes: UnsafeRawPointer) -> Float {
    Float(Int16(littleEndian: bytes.loadUnaligned(as: Int16.self))) * perFullScale16
  }

  @_noLocks @inline(__always) static func s16BE(_ bytes: UnsafeRawPointer) -> Float {
    Float(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self))) * perFullScale16
  }

  /// The shift drops the fourth byte, whatever is in it, and brings the sign to its place.
  @_noLocks @inline(__always) static func s24LE(_ bytes: UnsafeRawPointer) -> Float {
    Float(Int32(littleEndian: bytes.loadUnaligned(as: Int32.self)) &<< 8) * perFullScale32
  }

  @_noLocks @inline(__always) static func s24Packed(_ bytes: UnsafeRawPointer) -> Float {
    let low = Int32(UInt16(littleEndian: bytes.loadUnaligned(as: UInt16.self)))
    let high = Int32((bytes + 2).loadUnaligned(as: Int8.self))
    return Float((high &<< 24) | (low &<< 8)) * perFullScale32
  }

  @_noLocks @inline(__always) static func s24PackedBE(_ bytes: UnsafeRawPointer) -> Float {
    let high = Int32(bytes.loadUnaligned(as: Int8.self))
    let low = Int32(UInt16(bigEndian: (bytes + 1).loadUnaligned(as: UInt16.self)))
    return Float((high &<< 24) | (low &<< 8)) * perFullScale32
  }

  @_noLocks @inline(__always) static func s32LE(_ bytes: UnsafeRawPointer) -> Float {
    Float(Int32(littleEndian: bytes.loadUnaligned(as: Int32.self))) * perFullScale32
  }

  @_noLocks @inline(__always) static func s32BE(_ bytes: UnsafeRawPointer) -> Float {
    Float(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))) * perFullScale32
  }

  @_noLocks @inline(__always) static func floatLE(_ bytes: UnsafeRawPointer) -> Float {
    Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
  }

  @_noLocks @inline(__always) static func floatBE(_ bytes: UnsafeRawPointer) -> Float {
    Float(bitPattern: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)))
  }

  @_noLocks @inline(__always) static func u8(_ bytes: UnsafeRawPointer) -> Float {
    Float(Int32(bytes.loadUnaligned(as: UInt8.self)) - 128) * perFullScale8
  }

  @_noLocks @inline(__always) static func s8(_ bytes: UnsafeRawPointer) -> Float {
    Float(bytes.loadUnaligned(as: Int8.self)) * perFullScale8
  }
}
