internal import Corpus

/// One thread's part of a training: some lanes, the network over them, and its own gradient.
final class TrainingWorker {
  let network: BatchNetwork
  let chunk: Chunk
  let gradient: ParameterSet
  private let lanes: [Lane]
  private(set) var parts = StreamLoss.Parts()

  init(_ layout: ParameterLayout, lanes: [Lane], steps: Int) {
    self.lanes = lanes
    network = BatchNetwork(layout, lanes: lanes.count, steps: steps)
    chunk = Chunk(
      lanes: lanes.count, steps: steps, featureCount: layout.configuration.features,
      teacherWidth: layout.teacherWidth)
    gradient = ParameterSet(layout)
  }

  /// Fills the chunk with every lane's next steps; now and then a lane begins anew.
  func prepare() {
    for (index, lane) in lanes.enumerated() {
      if lane.drawsRestart() {
        lane.restart()
        network.reset(lane: index)
      }
      lane.fill(chunk, lane: index)
    }
  }

  /// Forward, loss and back over the chunk.
  func learn(_ parameters: ParameterSet, _ loss: StreamLoss, dropout: Dropout, of whole: Chunk.Totals) {
    gradient.values.fill(0)
    network.forward(parameters, chunk, dropout: dropout)
    parts = loss.apply(network, chunk, of: whole)
    network.backward(parameters, chunk, dropout: dropout, into: gradient)
    network.carry()
  }
}
