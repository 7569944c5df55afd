internal import Capture
internal import Model
internal import Timeline

/// What the events refer to, as it grows: each input once it is open, and every rule's name that there ever was.
///
/// Rules that are read again keep their place, so that an alert that still waits for its reader keeps its name.
final class StreamBook {
  private(set) var description: StreamDescription

  init(_ description: StreamDescription) {
    self.description = description
  }

  /// The stream at a place begins.
  func begin(_ place: Int, _ format: InputFormat, _ settings: Settings, fifo: Bool, locked: Bool) {
    var input = description.inputs[place]
    input.kind = format.kind
    input.name = format.name
    input.rateHz = format.rateHz
    input.channels = format.channels
    input.sampleFormat = format.format
    input.fifo = fifo
    description.inputs[place] = input
    description.locked = locked
    description.ruleNames += settings.timeline.rules.map(\.name).filter { !description.ruleNames.contains($0) }
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
  /// Of streams whose inputs are not open yet.
  init(model: Model, settings: Settings, version: String, plans: [Listener.Plan]) {
    let inputs = plans.map { plan in
      InputDescription(
        kind: plan.kind, name: plan.name, channel: plan.channel.description, source: plans.count > 1 ? plan.name : nil,
        channelNumber: plan.channelNumber)
    }
    self.init(
      version: version, modelName: model.metadata.name, modelSHA256: model.metadata.sha256, modelLicence: model.metadata.licence,
      labels: model.metadata.labels, genders: model.metadata.genders, inputs: inputs, purpose: settings.purpose.rawValue,
      showsGender: settings.showsGender, locked: false, ruleNames: [], validMilliseconds: settings.validMilliseconds)
  }
}
