internal import Corpus
import Foundation
internal import Network

/// A training that can go on: plan, place, weights and the optimiser's moments, in one safetensors file.
extension Trainer {
  private static let key = "undertone-checkpoint"

  private struct Place: Codable {
    var plan: TrainingPlan
    var chunksDone: Int
    var chunksAnEpoch: Int
    var lossSum: Float
    var counters: [Double]
  }

  /// Writes the whole file or nothing.
  /// - Throws: `TrainingError` when it cannot be written.
  package func save(to path: String) throws(TrainingError) {
    let place = Place(
      plan: plan, chunksDone: chunksDone, chunksAnEpoch: chunksAnEpoch, lossSum: lossSum,
      counters: optimiser.counters)
    do {
      let text = String(decoding: try JSONEncoder().encode(place), as: UTF8.self)
      var file = TensorFile(metadata: [Self.key: text], tensors: [])
      for (prefix, set) in parts {
        for var tensor in set.tensors {
          tensor.name = prefix + tensor.name
          file.tensors.append(tensor)
        }
      }
      try file.write(to: path)
    } catch {
      throw TrainingError("\(path): \(error)")
    }
  }

  /// Goes on from a checkpoint of the same plan and the same clips.
  /// - Throws: `TrainingError` saying what differs.
  package func resume(from path: String) throws(TrainingError) {
    let (place, tensors) = try Self.read(path)
    guard place.plan == plan, place.chunksAnEpoch == chunksAnEpoch else {
      throw TrainingError(
        "\(path) was made with another plan or other clips (\(place.chunksAnEpoch) chunks an epoch, now \(chunksAnEpoch))"
      )
    }
    for (prefix, set) in parts {
      try set.load(
        tensors.filter { $0.name.hasPrefix(prefix) }.map {
          Tensor(name: String($0.name.dropFirst(prefix.count)), shape: $0.shape, values: $0.values)
        })
    }
    optimiser.restore(place.counters)
    chunksDone = place.chunksDone
    lossSum = place.lossSum
  }

  private var parts: [(prefix: String, set: ParameterSet)] {
    [("value.", parameters), ("first.", optimiser.first), ("second.", optimiser.second)]
  }

  private static func read(_ path: String) throws(TrainingError) -> (place: Place, tensors: [Tensor]) {
    do {
      let file = try TensorFile(path: path)
      guard let text = file.metadata[key] else { throw TrainingError("no checkpoint of undertone-lab") }
      let place = try JSONDecoder().decode(Place.self, from: Data(text.utf8))
      guard place.counters.count == 3 else { throw TrainingError("its optimiser's counters are damaged") }
      return (place, file.tensors)
    } catch {
      throw TrainingError("\(path): \(error)")
    }
  }
}
