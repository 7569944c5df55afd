package struct Figure: Sendable {
  package var name: String
}
