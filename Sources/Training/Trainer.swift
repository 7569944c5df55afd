package import Corpus
internal import Dispatch
internal import Network

/// Trains the network in endless streams: lanes are split over workers, each with its own core, and their gradients summed.
///
///     worker: lanes → chunk → forward → loss → backward ┐
///     worker: lanes → chunk → forward → loss → backward ┴→ Σ → clip → Muon, AdamW → shared parameters
///
/// The result depends on the seed, the plan and the number of threads, and on nothing else: a training that was stopped and
/// resumed at an epoch's end gives the same numbers as one that was not.
package final class Trainer {
  package let plan: TrainingPlan
  package let material: StreamMaterial
  package let parameters: ParameterSet
  package let chunksAnEpoch: Int
  let optimiser: AdamW
  private let schedule: OneCycle
  private var workers: [TrainingWorker] = []
  /// Chunks learnt so far, over all epochs.
  package internal(set) var chunksDone = 0
  /// Σ of the epoch's losses so far.
  var lossSum: Float = 0

  package var layout: ParameterLayout { parameters.layout }
  package var epoch: Int { chunksDone / chunksAnEpoch }
  package var isDone: Bool { chunksDone >= plan.epochs * chunksAnEpoch }

  /// - Throws: `TrainingError` when the plan cannot be.
  package init(_ plan: TrainingPlan, _ material: StreamMaterial) throws(TrainingError) {
    try plan.validate()
    guard plan.frontEnd == material.configuration.frontEnd else {
      throw TrainingError("the plan's front end is \(plan.frontEnd), the material's \(material.configuration.frontEnd)")
    }
    self.plan = plan
    self.material = material
    let network = NetworkConfiguration(features: material.configuration.featureCount, hidden: plan.hidden)
    parameters = ParameterSet(ParameterLayout(network, teacherWidth: material.teacher?.width ?? 0))
    var random = RandomSource(seed: plan.seed)
    parameters.initialise(&random)
    optimiser = AdamW(
      parameters.layout, decay: plan.weightDecay, layers: plan.layers, muonThreads: plan.muon ? plan.threads : 0)
    chunksAnEpoch = max(1, material.stepsAnEpoch / (plan.lanes * plan.steps))
    schedule = OneCycle(topRate: plan.rate, totalSteps: chunksAnEpoch * plan.epochs + 1)
    MatrixProduct.useOneThreadACall()
  }

  /// Trains to the end of the epoch, or until `goesOn` says no.
  /// - Parameter goesOn: called after each chunk with the epoch's mean loss so far.
  /// - Returns: the mean loss over the epoch; nil when it was not finished.
  /// - Throws: `TrainingError` when the numbers run away.
  package func runEpoch(_ goesOn: (_ chunk: Int, _ loss: Float) -> Bool) throws(TrainingError) -> Float? {
    try startStreams()
    var chunk = chunksDone % chunksAnEpoch
    if chunk == 0 { lossSum = 0 }
    each { $0.prepare() }
    while true {
      try learn()
      chunk += 1
      let mean = lossSum / Float(chunk)
      if chunk == chunksAnEpoch { return mean }
      guard goesOn(chunk, mean) else { return nil }
    }
  }

  /// Streams begin anew with each epoch, from the seed and the place in the training.
  private func startStreams() throws(TrainingError) {
    workers = []
    for worker in 0..<plan.threads {
      var lanes: [Lane] = []
      for lane in stride(from: worker, to: plan.lanes, by: plan.threads) {
        do {
          lanes.append(try Lane(material, seed: plan.seed, stream: UInt64(chunksDone * plan.lanes + lane)))
        } catch {
          throw TrainingError("\(error)")
        }
      }
      workers.append(TrainingWorker(layout, lanes: lanes, steps: plan.steps))
    }
  }

  /// One update. The workers also prepare their next chunk, so that no core waits for data.
  private func learn() throws(TrainingError) {
    let whole = workers.reduce(into: Chunk.Totals()) { $0 += $1.chunk.totals }
    var random = RandomSource(seed: plan.seed ^ 0xD20, stream: UInt64(chunksDone))
    let keys = workers.map { _ in UInt32(truncatingIfNeeded: random.next()) }
    let (parameters, plan) = (parameters, plan)
    eachNumbered { number, worker in
      let dropout = Dropout(rate: plan.dropout, key: keys[number])
      worker.learn(parameters, plan.loss, dropout: dropout, of: whole)
      worker.prepare()
    }
    let sum = workers[0].gradient.values
    for worker in workers.dropFirst() {
      for index in 0..<sum.count { sum.base[index] += worker.gradient.values.base[index] }
    }
    let loss = workers.reduce(0) { $0 + $1.parts.rolling }
    let norm = optimiser.step(parameters, workers[0].gradient, at: schedule.point(chunksDone))
    guard norm.isFinite, loss.isFinite else {
      throw TrainingError("the loss is \(loss) and the gradient's norm \(norm) at chunk \(chunksDone); lower training.rate")
    }
    lossSum += loss
    chunksDone += 1
  }

  private func each(_ body: (TrainingWorker) -> Void) { eachNumbered { body($1) } }

  private func eachNumbered(_ body: (Int, TrainingWorker) -> Void) {
    // SAFETY: iteration k touches worker k only, and `body` reads only what nobody writes meanwhile.
    nonisolated(unsafe) let (workers, body) = (workers, body)
    DispatchQueue.concurrentPerform(iterations: workers.count) { body($0, workers[$0]) }
  }
}
