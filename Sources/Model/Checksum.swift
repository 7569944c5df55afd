internal import CMD

/// SHA-256. Source: FIPS 180-4, computed by libmd.
package enum Checksum {
  /// All 32 bytes.
  package static func digest(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var context = SHA2_CTX()
    SHA256Init(&context)
    SHA256Update(&context, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256Final(&digest, &context)
    return digest
  }

  /// In hexadecimal.
  package static func sha256(_ bytes: UnsafeRawBufferPointer) -> String {
    digest(bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
