internal import Capture
internal import Model
internal import Timeline

/// What the stream's events refer to, as it grows: the input once it is open, and every rule's name that there ever was.
///
/// Rules that are read again keep their place, so that an alert that still waits for its reader keeps its name.
final class StreamBook {
  private(set) var description: StreamDescription

  init(_ description: StreamDescription) {
    self.description = description
  }

  /// The stream begins.
  func begin(_ format: InputFormat, _ settings: Settings, fifo: Bool, locked: Bool) {
    description.inputKind = format.kind
    description.inputName = format.name
    description.rateHz = format.rateHz
    description.channels = format.channels
    description.sampleFormat = format.format
    description.fifo = fifo
    description.locked = locked
    description.ruleNames = settings.timeline.rules.map(\.name)
    description.validMilliseconds = settings.validMilliseconds
  }

  /// New thresholds and rules, with the places of the rules' names.
  func update(_ settings: Settings) -> TimelineUpdate {
    let names = settings.timeline.rules.map { rule in
      if let place = description.ruleNames.firstIndex(of: rule.name) { return place }
      description.ruleNames.append(rule.name)
      return description.ruleNames.count - 1
    }
    description.validMilliseconds = settings.validMilliseconds
    return TimelineUpdate(settings.timeline, names: names)
  }
}

extension StreamDescription {
  /// Of a stream whose input is not open yet.
  init(model: Model, settings: Settings, version: String, plan: Listener.Plan) {
    self.init(
      version: version, modelName: model.metadata.name, modelSHA256: model.metadata.sha256, modelLicence: model.metadata.licence,
      labels: model.metadata.labels, genders: model.metadata.genders, inputKind: plan.kind, inputName: plan.name, rateHz: 0, channels: 0,
      sampleFormat: "", channel: plan.channel.description, purpose: settings.purpose.rawValue, showsGender: settings.showsGender,
      fifo: false, locked: false, ruleNames: settings.timeline.rules.map(\.name), validMilliseconds: settings.validMilliseconds)
  }
}
