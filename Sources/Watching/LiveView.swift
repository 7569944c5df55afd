internal import EventReading
internal import Glibc

/// The events on a terminal's screen, ten frames a second, until somebody presses q.
///
///     events, diagnostics, keys, signals ─ poll ─▶ WatchState ─ every 0.1 s ─▶ WatchScreen ─▶ FramePainter ─▶ terminal
///
/// The screen is entered with the first event, so that whatever goes wrong before is told where it always is.
public final class LiveView {
  private static let frameSeconds = 0.1
  private static let mostDiagnostics = 20

  private let watched: Watched
  private let abilities: TerminalAbilities
  private let terminal: Terminal
  private let signals: TerminalSignals
  private var feed: EventFeed
  private var clock: ViewerClock
  private var painter: FramePainter
  private var diagnostics: LineReader?
  private var told: [String] = []
  private var state = WatchState()
  /// What a paused view shows; the events go on behind it, so that nobody waits for the reader.
  private var frozen: (state: WatchState, now: Double)?
  private var nextFrame = 0.0

  /// Whether there is a screen to draw on.
  public static func isPossible(environment: [String: String]) -> Bool {
    isatty(STDOUT_FILENO) == 1 && TerminalAbilities(environment: environment).hasScreen
  }

  /// - Throws: `WatchingError` when the process has no descriptor left.
  public init(_ watched: Watched, environment: [String: String]) throws(WatchingError) {
    guard let signals = TerminalSignals() else { throw WatchingError("no descriptor for signals", exitCode: 71) }
    self.signals = signals
    self.watched = watched
    abilities = TerminalAbilities(environment: environment)
    terminal = Terminal(output: STDOUT_FILENO)
    feed = watched.makeFeed()
    clock = feed.clock
    painter = FramePainter(depth: abilities.depth)
    if let child = watched.child, child.diagnostics >= 0 { diagnostics = LineReader(descriptor: child.diagnostics) }
  }

  /// Shows the events until q or a signal ends it, or the listening process fails.
  /// - Returns: the exit code: 0, or that of the process that failed.
  /// - Throws: `WatchingError` when no event came.
  public func run() throws(WatchingError) -> Int32 {
    defer {
      terminal.leave()
      tellDiagnostics()
    }
    while true {
      let ready = waitForMore()
      if ready.signals, let code = takeSignals() { return code }
      if ready.keys, takeKeys() { return end() }
      if ready.diagnostics { takeDiagnostics() }
      takeEvents(ready.events)
      if state.flow != .ended, feed.isAtEnd {
        if let code = try finish() { return code }
      } else if state.sources.isEmpty, state.unreadable > Watched.mostUnreadable {
        throw Watched.noEvents(unreadable: state.unreadable)
      }
      enterWhenItIsTime()
      if ViewerClock.monotonic >= nextFrame { draw() }
    }
  }

  /// Something that came.
  private struct Ready {
    var signals = false
    var keys = false
    var events = false
    var diagnostics = false
  }

  private func waitForMore() -> Ready {
    let readsEvents = feed.pace == .live && !feed.isAtEnd
    let descriptors: [Int32] = [
      signals.descriptor, terminal.isEntered ? terminal.keys : -1, readsEvents ? feed.descriptor : -1,
      diagnostics?.isAtEnd == false ? watched.child?.diagnostics ?? -1 : -1,
    ]
    var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&entries, nfds_t(entries.count), timeout) > 0 else { return Ready() }
    let came = entries.map { $0.revents != 0 }
    return Ready(signals: came[0], keys: came[1], events: came[2], diagnostics: came[3])
  }

  /// Milliseconds to the next frame; −1: nothing changes by itself.
  private var timeout: Int32 {
    if feed.hasMore, frozen == nil { return 0 }
    // In the background nobody tells that the terminal is free again.
    guard terminal.isEntered else { return 100 }
    if nextFrame > 0, frozen != nil || state.flow == .ended { return -1 }
    return Int32(max(0, (nextFrame - ViewerClock.monotonic) * 1000).rounded(.up))
  }

  /// - Returns: the exit code, when one of them ends the view.
  private func takeSignals() -> Int32? {
    while let signal = signals.next() {
      switch signal {
      case .end: return end()
      case .suspend:
        terminal.leave()
        // A saved stream stands still meanwhile.
        let isPlaying = clock.isRunning
        clock.run(false)
        signals.stopProcess()
        clock.run(isPlaying)
      // Who stopped the process may have drawn over the screen; it may also be in the background now.
      case .goOn: terminal.leave()
      case .resize: nextFrame = 0
      case .other: break
      }
    }
    return nil
  }

  /// - Returns: whether q was pressed.
  private func takeKeys() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(terminal.keys, &bytes, bytes.count)
    // The terminal has gone.
    guard count > 0 else { return count == 0 || (errno != EINTR && errno != EAGAIN) }
    for byte in bytes.prefix(count) {
      switch byte {
      case UInt8(ascii: "q"), UInt8(ascii: "Q"): return true
      case UInt8(ascii: " "): pause()
      case UInt8(ascii: "\t"): select { $0.selectNext() }
      case UInt8(ascii: "1")...UInt8(ascii: "9"): select { $0.select(Int(byte - UInt8(ascii: "1"))) }
      // Ctrl-L
      case 12: painter.forget()
      // Arrows and the like are several bytes, digits among them.
      case 27: return false
      default: continue
      }
      nextFrame = 0
    }
    return false
  }

  private func select(_ body: (inout WatchState) -> Void) {
    body(&state)
    if var still = frozen {
      body(&still.state)
      frozen = still
    }
  }

  private func pause() {
    guard state.flow != .ended else { return }
    if frozen == nil {
      frozen = (state, clock.now)
      frozen?.state.flow = .paused
    } else {
      frozen = nil
    }
    clock.run(frozen == nil)
  }

  private func takeEvents(_ cameOnPipe: Bool) {
    guard !feed.isAtEnd, feed.pace != .live || cameOnPipe else { return }
    // A saved stream stands still while the view does.
    if feed.pace != .live, frozen != nil { return }
    feed.take(&clock) { event, now in
      if let event { state.take(event, at: now) } else { state.countUnreadableLine() }
    }
  }

  private func takeDiagnostics() {
    diagnostics?.fill()
    while let line = diagnostics?.next() {
      told = (told + [String(decoding: line, as: UTF8.self)]).suffix(Self.mostDiagnostics)
      let prefix = "undertone: "
      state.notice = told.last.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }
    }
  }

  /// No more events come.
  /// - Returns: the exit code, when that is the end of the view, too.
  /// - Throws: `WatchingError` when there was none.
  private func finish() throws(WatchingError) -> Int32? {
    if let child = watched.child {
      let code = child.wait(seconds: 10)
      while let reader = diagnostics, !reader.isAtEnd { takeDiagnostics() }
      if code != 0 || state.sources.isEmpty { return code }
    } else if state.sources.isEmpty {
      throw Watched.noEvents(unreadable: state.unreadable)
    }
    frozen = nil
    clock.run(false)
    state.end()
    nextFrame = 0
    return nil
  }

  private func enterWhenItIsTime() {
    guard !terminal.isEntered, !state.sources.isEmpty, terminal.isForeground else { return }
    terminal.enter()
    painter.forget()
    nextFrame = 0
  }

  private func draw() {
    guard terminal.isEntered else { return }
    nextFrame = ViewerClock.monotonic + Self.frameSeconds
    let size = terminal.size
    let (still, now) = frozen ?? (state, clock.now)
    var shown = still
    shown.notice = state.notice
    let canvas = WatchScreen.draw(shown, width: size.width, height: size.height, isUnicode: abilities.isUnicode, now: now)
    let bytes = painter.paint(canvas)
    if !bytes.isEmpty, !terminal.write(bytes) { painter.forget() }
  }

  /// Somebody ends the view.
  private func end() -> Int32 {
    terminal.leave()
    if let child = watched.child {
      child.terminate()
      _ = child.wait(seconds: 2)
    }
    return 0
  }

  /// What was only seen on the screen is told where it belongs.
  private func tellDiagnostics() {
    guard !told.isEmpty else { return }
    let text = told.joined(separator: "\n") + "\n"
    _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
  }
}
