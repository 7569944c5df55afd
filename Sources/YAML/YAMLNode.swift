internal import CYAML

/// A YAML document with the line of every node, read by libyaml (full Foundation, which Yams brings, would make the daemon ten times
/// larger).
package indirect enum YAMLNode {
  case scalar(String, line: Int)
  case sequence([YAMLNode], line: Int)
  case mapping([(key: String, value: YAMLNode, line: Int)], line: Int)

  package var line: Int {
    switch self {
    case .scalar(_, let line), .sequence(_, let line), .mapping(_, let line): line
    }
  }

  /// For messages.
  package var shown: String {
    switch self {
    case .scalar(let text, _): "\"\(Self.plain(text))\""
    case .sequence: "a list"
    case .mapping: "a group of keys"
    }
  }

  /// The longest text that is read, in bytes: many times any configuration or recipe.
  package static let longestText = 256 << 10
  /// Most values of one document, those behind an alias counted as often as it is used: ten lines of aliases can stand for billions.
  private static let mostNodes = 20_000
  private static let deepest = 16

  /// - Returns: the only document's root; an empty file is an empty mapping.
  /// - Throws: `YAMLError` with file and line when the text is no YAML, or more of it than is read.
  package static func parse(_ text: [UInt8], file: String) throws(YAMLError) -> YAMLNode {
    guard text.count <= longestText else {
      throw YAMLError("\(file), line 1: \(text.count) bytes; at most \(longestText) are read")
    }
    try checkSize(text, file: file)
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else {
      throw YAMLError("no memory to read \(file)")
    }
    defer { yaml_parser_delete(&parser) }
    var document = yaml_document_t()
    let loaded = text.withUnsafeBufferPointer { bytes in
      yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
      return yaml_parser_load(&parser, &document) == 1
    }
    guard loaded else { throw problem(parser, file: file) }
    defer { yaml_document_delete(&document) }
    guard let root = yaml_document_get_root_node(&document) else { return .mapping([], line: 1) }
    var left = mostNodes
    let tree = try node(root, &document, file: file, depth: 0, left: &left)
    try end(&parser, file: file)
    return tree
  }

  private static func tooDeep(_ file: String, _ line: Int) -> YAMLError {
    YAMLError("\(file), line \(line): nested deeper than \(deepest) levels")
  }

  /// Stops at what is too deep or too much before a tree is made of it: libyaml's time grows with the square of the depth (180 KB of
  /// `{a: ` took 20 s) and of the number of anchors. Mistakes of syntax are left for the reading itself.
  private static func checkSize(_ text: [UInt8], file: String) throws(YAMLError) {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { throw YAMLError("no memory to read \(file)") }
    defer { yaml_parser_delete(&parser) }
    var found: YAMLError?
    text.withUnsafeBufferPointer { bytes in
      yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
      var (depth, count) = (0, 0)
      var event = yaml_event_t()
      while found == nil, yaml_parser_parse(&parser, &event) == 1 {
        defer { yaml_event_delete(&event) }
        let line = Int(event.start_mark.line) + 1
        switch event.type {
        case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return
        case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT: depth += 1
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: depth -= 1
        default: break
        }
        count += 1
        if depth > deepest { found = tooDeep(file, line) }
        if count > 2 * mostNodes { found = YAMLError("\(file), line \(line): more than \(mostNodes) values") }
      }
    }
    if let found { throw found }
  }

  /// What follows the first document would go unread without a word.
  private static func end(_ parser: inout yaml_parser_t, file: String) throws(YAMLError) {
    var document = yaml_document_t()
    guard yaml_parser_load(&parser, &document) == 1 else { throw problem(parser, file: file) }
    defer { yaml_document_delete(&document) }
    guard yaml_document_get_root_node(&document) == nil else {
      throw YAMLError("\(file), line \(document.start_mark.line + 1): a second document begins here; only one is read")
    }
  }

  private static func problem(_ parser: yaml_parser_t, file: String) -> YAMLError {
    let problem = parser.problem.map { String(cString: $0) } ?? "not YAML"
    return YAMLError("\(file), line \(parser.problem_mark.line + 1): \(problem)")
  }

  /// Text of a file for one line of a message: control characters escaped, shortened after sixty characters.
  package static func plain(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(60) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return text.unicodeScalars.count > 60 ? result + "…" : result
  }

  private static func node(
    _ node: UnsafeMutablePointer<yaml_node_t>, _ document: inout yaml_document_t, file: String, depth: Int, left: inout Int
  ) throws(YAMLError) -> YAMLNode {
    let line = Int(node.pointee.start_mark.line) + 1
    // An alias may point at a node that holds it.
    guard depth < deepest else { throw tooDeep(file, line) }
    left -= 1
    guard left >= 0 else {
      throw YAMLError("\(file), line \(line): more than \(mostNodes) values, those behind aliases counted each time")
    }
    switch node.pointee.type {
    case YAML_SCALAR_NODE:
      let scalar = node.pointee.data.scalar
      return .scalar(String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self), line: line)
    case YAML_SEQUENCE_NODE:
      var items: [YAMLNode] = []
      var item = node.pointee.data.sequence.items.start
      while let at = item, at < node.pointee.data.sequence.items.top {
        if let child = yaml_document_get_node(&document, at.pointee) {
          items.append(try Self.node(child, &document, file: file, depth: depth + 1, left: &left))
        }
        item = at + 1
      }
      return .sequence(items, line: line)
    case YAML_MAPPING_NODE:
      var pairs: [(key: String, value: YAMLNode, line: Int)] = []
      var pair = node.pointee.data.mapping.pairs.start
      while let at = pair, at < node.pointee.data.mapping.pairs.top {
        guard let key = yaml_document_get_node(&document, at.pointee.key),
          let value = yaml_document_get_node(&document, at.pointee.value),
          case .scalar(let name, let keyLine) = try Self.node(key, &document, file: file, depth: depth + 1, left: &left)
        else {
          throw YAMLError("\(file), line \(line): a key must be a plain word")
        }
        pairs.append((name, try Self.node(value, &document, file: file, depth: depth + 1, left: &left), keyLine))
        pair = at + 1
      }
      return .mapping(pairs, line: line)
    default: return .scalar("", line: line)
    }
  }
}
