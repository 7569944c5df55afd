internal import Glibc

/// The sound cards' device files: of a card that this user may not open ALSA says that there is none.
package struct SoundCards {
  let folder: String
  let mayOpen: (String) -> Bool

  package init() {
    self.init(folder: "/dev/snd") { access($0, R_OK | W_OK) == 0 }
  }

  init(folder: String, mayOpen: @escaping (String) -> Bool) {
    (self.folder, self.mayOpen) = (folder, mayOpen)
  }

  /// What to do where a card can record and this user may not; nil where no card is out of reach.
  package var hint: String? {
    guard let forbidden = recording.first(where: { !mayOpen($0) }) else { return nil }
    return "this user may not open \(forbidden): be in the group audio (`sudo usermod -aG audio $USER`, then log in again)"
  }

  /// The device files that record, such as `/dev/snd/pcmC0D0c`, in order.
  private var recording: [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var paths: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix("pcmC"), name.hasSuffix("c") { paths.append(folder + "/" + name) }
    }
    return paths.sorted()
  }
}
