internal import CKernels

/// A matrix with its bias as the kernels read it, and how it was made. See CKernels.h for where what lies.
// SAFETY: written when made, only read afterwards; owned by the one `Weights` that deallocates it.
struct PackedMatrix: BitwiseCopyable {
  private(set) var kernel = ck_matrix()
  let rows: Int
  /// Columns of each part, and how many parts.
  private let columns: Int
  private let parts: Int
  private let group: Int

  /// - Parameters:
  ///   - sides: matrices [rows, columns] that lie side by side, all of one width.
  ///   - source: which of their rows becomes the packed row; one that they lack stays zero.
  ///   - int8: as int8 for the kernels of `level`, the level in use when it is nil.
  init(
    _ sides: [[Float]], columns: Int, rows: Int, bias: [Float], int8: Bool = false,
    level: (group: Int, offset: Int32)? = nil, source: (Int) -> Int = { $0 }
  ) {
    (self.rows, self.columns, parts) = (rows, columns, sides.count)
    group = int8 ? level?.group ?? ck_int8_group() : 1
    kernel.bias = alignedFloats(rows)
    for row in 0..<rows where source(row) < bias.count { kernel.bias[row] = bias[source(row)] }
    if int8 {
      packInt8(sides, level?.offset ?? ck_int8_offset(), source)
    } else {
      packFloat(sides, source)
    }
  }

  /// Columns of a part with those that fill the last group up.
  private var width: Int { (columns + group - 1) / group * group }

  /// Where a block of rows begins and how many it has.
  private var rowBlocks: [Range<Int>] {
    var blocks: [Range<Int>] = []
    var row = 0
    while row < rows {
      blocks.append(row..<row + (rows - row < 64 ? 16 : 64))
      row = blocks[blocks.count - 1].upperBound
    }
    return blocks
  }

  private mutating func packFloat(_ sides: [[Float]], _ source: (Int) -> Int) {
    let weight = alignedFloats(rows * columns * parts)
    var next = weight
    for block in rowBlocks {
      for side in sides {
        for column in 0..<columns {
          for row in block {
            let place = source(row) * columns + column
            if place < side.count { next.pointee = side[place] }
            next += 1
          }
        }
      }
    }
    kernel.weight = weight
  }

  private mutating func packInt8(_ sides: [[Float]], _ offset: Int32, _ source: (Int) -> Int) {
    let weight = alignedBytes(rows * width * parts).assumingMemoryBound(to: Int8.self)
    let scale = alignedFloats(rows * parts)
    let start = alignedBytes(4 * rows * parts).assumingMemoryBound(to: Int32.self)
    var next = weight
    for block in rowBlocks {
      for (part, side) in sides.enumerated() {
        side.withUnsafeBufferPointer { side in
          for row in block {
            let first = min(source(row) * columns, side.count)
            let values = UnsafeBufferPointer(rebasing: side[first..<min(first + columns, side.count)])
            let unit = Self.scale(of: values)
            var sum: Int32 = 0
            for begin in stride(from: 0, to: values.count, by: group) {
              let target = next + begin * block.count + (row - block.lowerBound) * group
              for column in begin..<min(begin + group, values.count) {
                let integer = Self.integer(values[column], unit)
                target[column - begin] = integer
                sum += Int32(integer)
              }
            }
            scale[part * rows + row] = unit
            start[part * rows + row] = -offset * sum
          }
        }
        next += width * block.count
      }
    }
    (kernel.weight8, kernel.scale, kernel.start) = (weight, scale, start)
  }

  /// What one unit stands for, so that the largest of the values becomes ±127.
  static func scale(of row: some Sequence<Float>) -> Float {
    var largest: Float = 0
    for value in row where abs(value) > largest { largest = abs(value) }
    return largest / 127
  }

  /// value / scale, rounded to the nearest, halves away from zero. (`rounded()` would be a call of the C library for each weight.)
  @inline(__always) static func integer(_ value: Float, _ scale: Float) -> Int8 {
    guard scale > 0 else { return 0 }
    let exact = value / scale
    let bounded = exact > 127 ? 127 : exact < -127 ? -127 : exact
    let whole = Int32(bounded)
    let rest = bounded - Float(whole)
    return Int8(truncatingIfNeeded: whole + (rest >= 0.5 ? 1 : 0) - (rest <= -0.5 ? 1 : 0))
  }

  /// Every block of memory; each is a whole number of 64-bit words.
  var blocks: [UnsafeMutableRawBufferPointer] {
    [
      UnsafeMutableRawBufferPointer(start: kernel.bias, count: 4 * rows),
      UnsafeMutableRawBufferPointer(start: kernel.weight, count: kernel.weight == nil ? 0 : 4 * rows * columns * parts),
      UnsafeMutableRawBufferPointer(start: kernel.weight8, count: kernel.weight8 == nil ? 0 : rows * width * parts),
      UnsafeMutableRawBufferPointer(start: kernel.scale, count: kernel.scale == nil ? 0 : 4 * rows * parts),
      UnsafeMutableRawBufferPointer(start: kernel.start, count: kernel.start == nil ? 0 : 4 * rows * parts),
    ].filter { $0.count > 0 }
  }
}

/// Zeroed memory on a cache line's boundary.
func alignedBytes(_ count: Int) -> UnsafeMutableRawPointer {
  let raw = UnsafeMutableRawPointer.allocate(byteCount: max(count, 64), alignment: 64)
  raw.initializeMemory(as: UInt8.self, repeating: 0, count: max(count, 64))
  return raw
}

/// Zeroed memory on a cache line's boundary.
func alignedFloats(_ count: Int) -> UnsafeMutablePointer<Float> {
  alignedBytes(4 * count).bindMemory(to: Float.self, capacity: count)
}

/// A copy of `values` on a cache line's boundary.
func alignedFloats(_ values: [Float]) -> UnsafeMutablePointer<Float> {
  let floats = alignedFloats(values.count)
  floats.update(from: values, count: values.count)
  return floats
}
