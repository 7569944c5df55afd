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
    case .scalar(let text, _): "\"\(text)\""
    case .sequence: "a list"
    case .mapping: "a group of keys"
    }
  }

  /// - Returns: the first document's root; an empty file is an empty mapping.
  /// - Throws: `YAMLError` with file and line when the text is no YAML.
  package static func parse(_ text: [UInt8], file: String) throws(YAMLError) -> YAMLNode {
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
    guard loaded else {
      let problem = parser.problem.map { String(cString: $0) } ?? "not YAML"
      throw YAMLError("\(file), line \(parser.problem_mark.line + 1): \(problem)")
    }
    defer { yaml_document_delete(&document) }
    guard let root = yaml_document_get_root_node(&document) else { return .mapping([], line: 1) }
    return try node(root, &document, file: file, depth: 0)
  }

  private static func node(
    _ node: UnsafeMutablePointer<yaml_node_t>, _ document: inout yaml_document_t, file: String, depth: Int
  ) throws(YAMLError) -> YAMLNode {
    let line = Int(node.pointee.start_mark.line) + 1
    // An alias may point at a node that holds it.
    guard depth < 16 else {
      throw YAMLError("\(file), line \(line): nested deeper than 16 levels")
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
          items.append(try Self.node(child, &document, file: file, depth: depth + 1))
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
          case .scalar(let name, let keyLine) = try Self.node(key, &document, file: file, depth: depth + 1)
        else {
          throw YAMLError("\(file), line \(line): a key must be a plain word")
        }
        pairs.append((name, try Self.node(value, &document, file: file, depth: depth + 1), keyLine))
        pair = at + 1
      }
      return .mapping(pairs, line: line)
    default: return .scalar("", line: line)
    }
  }
}
