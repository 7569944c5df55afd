/// Which stream an event is of: an input, where there are several, and a channel, where each is a stream of its own.
package struct SourceKey: Hashable, Sendable {
  package let source: String?
  package let channel: Int?

  package init(source: String?, channel: Int?) {
    (self.source, self.channel) = (source, channel)
  }

  package init(_ event: ReadEvent) {
    self.init(source: event.source, channel: event.channel)
  }
}
