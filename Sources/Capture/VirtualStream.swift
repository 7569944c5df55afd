internal import CSndFile

/// An `InputStream` as libsndfile's virtual file: it says it is endless, and goes back to its beginning only.
///
/// That is all that libsndfile 1.2 asks of a FLAC stream: twelve bytes to recognise it, back to 0, then straight on.
/// (`sf_open_fd` on a pipe fails instead: it loses those twelve bytes.) A read may give fewer bytes than asked for, so
/// a live stream is not waited for longer than needed.
enum VirtualStream {
  static let calls = SF_VIRTUAL_IO(
    get_filelen: { _ in sf_count_t.max },
    seek: { offset, whence, user in
      guard let stream = VirtualStream.stream(user) else { return -1 }
      let target =
        switch whence {
        case SEEK_SET: Int(offset)
        case SEEK_CUR: stream.position &+ Int(offset)
        default: -1
        }
      if target == stream.position { return sf_count_t(target) }
      return target == 0 && stream.rewind() ? 0 : -1
    },
    read: { target, count, user in
      guard let stream = VirtualStream.stream(user), let target else { return 0 }
      return sf_count_t(stream.read(into: target, Int(count)))
    },
    write: { _, _, _ in 0 },
    tell: { user in sf_count_t(VirtualStream.stream(user)?.position ?? 0) })

  // SAFETY: AudioFile passes its own stream, which it keeps for as long as libsndfile has the file open.
  private static func stream(_ user: UnsafeMutableRawPointer?) -> InputStream? {
    user.map { Unmanaged<InputStream>.fromOpaque($0).takeUnretainedValue() }
  }
}
