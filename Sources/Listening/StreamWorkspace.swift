package import Model
internal import Signal
internal import Spectrum
internal import Timeline

/// What the streams of one thread share: nothing of it holds anything of a stream between two calls.
package final class StreamWorkspace {
  let spectrum: SpectrumWorkspace
  let signal = SignalWorkspace()
  let tray = EventTray()

  /// - Throws: `ListeningError` when the model's features cannot be.
  package init(_ model: Model) throws(ListeningError) {
    do { spectrum = try SpectrumWorkspace(model.metadata.features) } catch {
      throw ListeningError(.configuration, error.description)
    }
  }
}
