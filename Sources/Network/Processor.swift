internal import CKernels

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// The kernels that this processor runs: the best ones that it has, or those that UNDERTONE_CPU names, chosen before `main`.
public enum Processor {
  /// As `UNDERTONE_CPU` spells it.
  public static var level: String { String(cString: ck_level_name()) }

  /// Those of this processor, worst first.
  public static var levels: [String] {
    var names: [String] = []
    while let name = ck_level_name_at(Int32(names.count)) { names.append(String(cString: name)) }
    return names
  }

  /// What to tell who names a level in UNDERTONE_CPU that isn't there; nil when all is well.
  public static var refusal: String? {
    guard ck_level_is_unknown() != 0 else { return nil }
    let wanted = getenv("UNDERTONE_CPU").map { String(cString: $0) } ?? ""
    return "UNDERTONE_CPU=\(wanted): this processor has \(levels.joined(separator: ", ")); leave it out for the best of them"
  }
}
