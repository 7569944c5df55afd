import Foundation

/// The drawing program, run once a picture: script and data on standard input, the picture on standard output.
///
/// The three streams are files without a name (`tmpfile`), gone with the process whatever happens, so no pipe can fill up and nothing is
/// left behind. There is no shell, and no settings of the user's (`--default-settings`).
struct Gnuplot {
  private let executable: URL

  init(searching path: String = ProcessInfo.processInfo.environment["PATH"] ?? "") throws(PictureError) {
    let folders = path.split(separator: ":").map { URL(fileURLWithPath: String($0)) }
    let found = folders.map { $0.appendingPathComponent("gnuplot") }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    guard let found else { throw PictureError("gnuplot was not found in PATH; install gnuplot-nox (Config/setup.sh does)") }
    executable = found
  }

  /// What gnuplot writes for `script`.
  /// - Throws: when it cannot be started, ends with an error, or writes nothing.
  func draw(_ script: String) throws(PictureError) -> Data {
    let input = try NamelessFile()
    let output = try NamelessFile()
    let complaints = try NamelessFile()
    try input.fill(with: Data(script.utf8))
    let process = Process()
    process.executableURL = executable
    process.arguments = ["--default-settings", "-"]
    process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C.UTF-8"]) { $1 }
    (process.standardInput, process.standardOutput, process.standardError) = (input.handle, output.handle, complaints.handle)
    try Self.finish(process)
    let picture = try output.contents()
    guard process.terminationStatus == 0, !picture.isEmpty else {
      throw PictureError(Self.complaint(try complaints.contents(), status: process.terminationStatus))
    }
    return picture
  }

  private static func finish(_ process: Process) throws(PictureError) {
    do {
      try process.run()
    } catch {
      throw PictureError("gnuplot could not be started (\(error.localizedDescription)); see that 'gnuplot --version' runs")
    }
    process.waitUntilExit()
  }

  /// gnuplot shows the line, points at the place, and says in its last line what is wrong.
  private static func complaint(_ text: Data, status: Int32) -> String {
    let last = String(decoding: text, as: UTF8.self).split(separator: "\n").last { !$0.contains("warning") }
    let said = last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "nothing"
    return "gnuplot drew no picture (exit code \(status), it said: \(said)); 5.4 or later is needed, see 'gnuplot --version'"
  }
}

/// A temporary file that has no name.
private struct NamelessFile {
  let handle: FileHandle

  init() throws(PictureError) {
    guard let stream = tmpfile() else {
      throw PictureError("no temporary file could be made (errno \(errno)); see that /tmp can be written and has room")
    }
    defer { fclose(stream) }
    let descriptor = dup(fileno(stream))
    guard descriptor >= 0 else { throw PictureError("a temporary file could not be kept open (errno \(errno)); raise 'ulimit -n'") }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  func fill(with data: Data) throws(PictureError) {
    do {
      try handle.write(contentsOf: data)
      try handle.seek(toOffset: 0)
    } catch {
      throw PictureError("gnuplot's script could not be written (\(error.localizedDescription)); see that /tmp has room")
    }
  }

  func contents() throws(PictureError) -> Data {
    do {
      try handle.seek(toOffset: 0)
      return try handle.readToEnd() ?? Data()
    } catch {
      throw PictureError("gnuplot's picture could not be read (\(error.localizedDescription)); try again")
    }
  }
}
