/// Where several threads lay down what they made, each in its own place.
final class WorkResults<Value>: @unchecked Sendable {
  // SAFETY: a place is written by one thread only, and read after all have ended.
  private let places: UnsafeMutableBufferPointer<Result<Value, any Error>?>

  init(_ count: Int) {
    places = .allocate(capacity: count)
    places.initialize(repeating: nil)
  }

  deinit {
    places.deinitialize()
    places.deallocate()
  }

  func set(_ index: Int, _ result: Result<Value, any Error>) { places[index] = result }

  /// Every place's value, or the first error; a place is empty only where another failed.
  func all() throws -> [Value] {
    for case .failure(let error)? in places { throw error }
    return try places.compactMap { try $0?.get() }
  }
}
