internal import Training

/// Training by the default plan, or with AdamW for all parameters: a run is an epoch, a unit an update.
final class TrainingWork: BenchWork {
  private let trainer: Trainer
  let unitsARun: Int
  let secondsARun: Double

  init(_ material: BenchMaterial, muon: Bool) throws {
    let streams = try material.training()
    var plan = TrainingPlan()
    plan.muon = muon
    plan.threads = material.threads
    // More than anyone waits for: the rate still rises, as in a training's beginning.
    plan.epochs = 10_000
    trainer = try Trainer(plan, streams)
    unitsARun = trainer.chunksAnEpoch
    secondsARun = Double(unitsARun * plan.lanes * plan.steps) * streams.configuration.stepSeconds
  }

  func run() throws {
    _ = try trainer.runEpoch { _, _ in true }
  }
}
