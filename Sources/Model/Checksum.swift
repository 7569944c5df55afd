internal import CMD

/// SHA-256 in hexadecimal. Source: FIPS 180-4, computed by libmd.
enum Checksum {
  static func sha256(_ bytes: UnsafeRawBufferPointer) -> String {
    var context = SHA2_CTX()
    SHA256Init(&context)
    SHA256Update(&context, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256Final(&digest, &context)
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
