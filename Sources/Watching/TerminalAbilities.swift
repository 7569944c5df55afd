/// What a terminal can show, as the environment says.
struct TerminalAbilities: Equatable {
  /// Whether the cursor can be moved at all.
  let hasScreen: Bool
  let isUnicode: Bool
  let depth: ColourDepth

  /// - Source: no-color.org; POSIX, "Internationalization Variables" (LC_ALL over LC_CTYPE over LANG).
  init(environment: [String: String]) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let terminal = value("TERM") ?? "dumb"
    hasScreen = terminal != "dumb" && terminal != "unknown"
    let locale = (value("LC_ALL") ?? value("LC_CTYPE") ?? value("LANG") ?? "").lowercased()
    isUnicode = locale.contains("utf-8") || locale.contains("utf8")
    if value("NO_COLOR") != nil || terminal.hasPrefix("vt") {
      depth = .none
    } else if terminal.contains("256") || terminal.contains("direct") || value("COLORTERM") != nil {
      depth = .many
    } else {
      depth = .sixteen
    }
  }
}
