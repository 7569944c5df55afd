package import Network

/// Where each tensor lies in the one block that the optimiser sees.
///
///     input, layer norm, LSTM layers │ weights of all heads │ biases of all heads
///
/// The heads lie one after another, so that the trainer takes them as one matrix `[headWidth, H]`.
package struct ParameterLayout: Equatable, Sendable {
  package struct Slot: Equatable, Sendable {
    package var name: String
    package var shape: [Int]
    package var offset: Int
    package var count: Int { shape.reduce(1, *) }
  }

  package let configuration: NetworkConfiguration
  /// Components of a teacher's frame that one more head learns to say, D; 0 without a teacher. No part of the model file.
  package let teacherWidth: Int
  package let slots: [Slot]
  package let count: Int
  /// Emotion, gender, speech, weight, decay and teacher outputs together.
  package var headWidth: Int { configuration.emotions + configuration.genders + 3 + teacherWidth }

  static let heads = ["emotion", "gender", "speech", "weight", "decay", "teacher"]

  package init(_ configuration: NetworkConfiguration, teacherWidth: Int = 0) {
    self.configuration = configuration
    self.teacherWidth = teacherWidth
    var all = configuration.tensorShapes
    if teacherWidth > 0 {
      all += [("teacher.weight", [teacherWidth, configuration.hidden]), ("teacher.bias", [teacherWidth])]
    }
    let belongs = { (name: String, kind: String) in Self.heads.contains { "\($0).\(kind)" == name } }
    let ordered =
      all.filter { !belongs($0.name, "weight") && !belongs($0.name, "bias") }
      + all.filter { belongs($0.name, "weight") } + all.filter { belongs($0.name, "bias") }
    var slots: [Slot] = []
    var offset = 0
    for (name, shape) in ordered {
      slots.append(Slot(name: name, shape: shape, offset: offset))
      offset += shape.reduce(1, *)
    }
    self.slots = slots
    count = offset
  }

  /// Where the numbers of some layers lie.
  package func ranges(of layers: TrainingPlan.Layers) -> [Range<Int>] {
    switch layers {
    case .all: [0..<count]
    case .heads:
      slots.filter { $0.name.hasPrefix("emotion.") || $0.name.hasPrefix("gender.") }.map { $0.offset..<$0.offset + $0.count }
    }
  }

  /// - Precondition: `name` is a tensor of the network.
  package func offset(_ name: String) -> Int {
    guard let slot = slots.first(where: { $0.name == name }) else {
      preconditionFailure("no tensor \(name) in the network")
    }
    return slot.offset
  }
}
