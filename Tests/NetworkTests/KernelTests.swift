import CKernels
import Foundation
import TestSupport
import Testing

@testable import Network

/// The C kernels of every level that this processor has, against plain loops in double precision.
@Suite struct KernelTests {
  static let levels = Processor.levels

  private func kernels(_ level: String) throws -> ck_kernels { try #require(ck_kernels_named(level)).pointee }

  /// y [streams][rows] of one kernel's product.
  private func product(_ kernels: ck_kernels, _ matrix: PackedMatrix, columns: Int, _ x: [[Float]]) -> [[Float]] {
    var packed = matrix.kernel
    let inputs = x.map { alignedFloats($0) }
    // One number more than the kernel may write.
    let outputs = x.map { _ in alignedFloats([Float](repeating: 77, count: matrix.rows + 1)) }
    defer { for block in inputs + outputs { block.deallocate() } }
    var (from, to) = (inputs.map { Optional(UnsafePointer($0)) }, outputs.map { Optional($0) })
    var room = x.map { _ in UnsafeMutablePointer<Int32>?.none }
    kernels.affine(&packed, matrix.rows, columns, &from, &room, &to, x.count)
    for output in outputs { #expect(output[matrix.rows] == 77) }
    return outputs.map { output in (0..<matrix.rows).map { output[$0] } }
  }

  @Test func theBestLevelIsInUseAndThereIsABaseline() {
    #expect(Self.levels.first == "baseline")
    let wanted = ProcessInfo.processInfo.environment["UNDERTONE_CPU"] ?? ""
    #expect(Processor.level == (Self.levels.contains(wanted) ? wanted : Self.levels.last))
    #expect(ck_kernels_named("abacus") == nil)
  }

  /// The trainer's products, of so many rows that every tile and every rest of one is used.
  @Test(arguments: levels, [(16, 16, 1), (48, 32, 7), (64, 80, 50), (128, 256, 101), (1024, 144, 3)])
  func trainingProductsAreTheProducts(level: String, shape: (rows: Int, columns: Int, count: Int)) throws {
    let (rows, columns, count) = shape
    var random = SplitMix64(seed: UInt64(rows + columns + count))
    let (w, x, y) = (random.noise(rows * columns), random.noise(count * columns), random.noise(count * rows))
    let packed = PackedMatrix([w], columns: columns, rows: rows, bias: [])
    defer { for block in packed.blocks { block.deallocate() } }
    let kernels = try kernels(level)
    // One number more than the kernel may write.
    var (product, outer) = (y + [77], w + [77])
    kernels.multiply(packed.kernel.weight, nil, rows, columns, x, &product, count)
    var biased = [Float](repeating: .nan, count: count * rows)
    kernels.multiply(packed.kernel.weight, Array(y[..<rows]), rows, columns, x, &biased, count)
    kernels.outer_add(y, x, &outer, count, rows, columns)
    #expect(product.removeLast() == 77)
    #expect(outer.removeLast() == 77)
    var worst = 0.0
    for index in 0..<count {
      for row in 0..<rows {
        var sum = Double(y[index * rows + row])
        for column in 0..<columns { sum += Double(w[row * columns + column]) * Double(x[index * columns + column]) }
        worst = max(worst, abs(sum - Double(product[index * rows + row])))
        let other = sum - Double(y[index * rows + row]) + Double(y[row])
        #expect(abs(other - Double(biased[index * rows + row])) < 1e-4)
      }
    }
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = Double(w[row * columns + column])
        for index in 0..<count { sum += Double(y[index * rows + row]) * Double(x[index * columns + column]) }
        worst = max(worst, abs(sum - Double(outer[row * columns + column])))
      }
    }
    #expect(worst < 1e-4)
  }

  @Test(arguments: levels, [(16, 1), (16, 3), (48, 17), (64, 40), (80, 77), (192, 256), (768, 384), (144, 255)])
  func affineIsTheProduct(level: String, shape: (rows: Int, columns: Int)) throws {
    let (rows, columns) = shape
    var random = SplitMix64(seed: UInt64(rows + columns))
    let (matrix, bias) = (random.noise(rows * columns), random.noise(rows))
    let packed = PackedMatrix([matrix], columns: columns, rows: rows, bias: bias)
    defer { for block in packed.blocks { block.deallocate() } }
    for streams in rows * columns > 10_000 ? [1, 7] : Array(1...13) {
      let x = (0..<streams).map { _ in random.noise(columns) }
      for (x, y) in zip(x, product(try kernels(level), packed, columns: columns, x)) {
        for row in 0..<rows {
          var exact = Double(bias[row])
          for column in 0..<columns { exact += Double(matrix[row * columns + column]) * Double(x[column]) }
          guard abs(Double(y[row]) - exact) < 4e-6 * Double(columns + 10).squareRoot() else {
            Issue.record("\(streams) streams, row \(row): \(y[row]), not \(exact)")
            return
          }
        }
      }
    }
  }

  /// Rows that are missing stay zero, as in the heads.
  @Test(arguments: levels) func missingRowsAreZero(level: String) throws {
    var random = SplitMix64(seed: 4)
    let packed = PackedMatrix([random.noise(13 * 12)], columns: 12, rows: 16, bias: random.noise(13))
    defer { for block in packed.blocks { block.deallocate() } }
    #expect(product(try kernels(level), packed, columns: 12, [random.noise(12)])[0][13...].allSatisfy { $0 == 0 })
  }

  @Test(arguments: levels, [16, 48, 192, 256]) func cellIsTheFormula(level: String, hidden: Int) throws {
    var random = SplitMix64(seed: UInt64(hidden))
    let weights = (0..<2).map { _ in random.noise(4 * hidden * hidden).map { $0 / 4 } }
    let bias = random.noise(4 * hidden)
    let packed = PackedMatrix(weights, columns: hidden, rows: 4 * hidden, bias: bias) { row in
      row % 64 / 16 * hidden + row / 64 * 16 + row % 16
    }
    defer { for block in packed.blocks { block.deallocate() } }
    let (x, before) = (random.noise(2 * hidden), random.noise(hidden).map { 3 * $0 })
    let (input, cell, output) = (alignedFloats(x), alignedFloats(before), alignedFloats(hidden))
    defer { for block in [input, cell, output] { block.deallocate() } }
    var matrix = packed.kernel
    var pointers: (UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, UnsafeMutablePointer<Float>?) = (UnsafePointer(input), cell, output)
    var room: UnsafeMutablePointer<Int32>?
    try kernels(level).lstm(&matrix, hidden, &pointers.0, &room, &pointers.1, &pointers.2, 1)
    let sigmoid = { (x: Double) in 1 / (1 + exp(-x)) }
    for j in 0..<hidden {
      let gates = (0..<4).map { gate in
        (0..<2 * hidden).reduce(Double(bias[gate * hidden + j])) { sum, column in
          let side = weights[column / hidden]
          return sum + Double(side[(gate * hidden + j) * hidden + column % hidden]) * Double(x[column])
        }
      }
      let c = sigmoid(gates[1]) * Double(before[j]) + sigmoid(gates[0]) * tanh(gates[2])
      #expect(abs(Double(cell[j]) - c) < 1e-5)
      #expect(abs(Double(output[j]) - sigmoid(gates[3]) * tanh(c)) < 1e-5)
    }
  }

  @Test(arguments: levels, [16, 48, 192]) func normAndGELUAreTheFormula(level: String, count: Int) throws {
    var random = SplitMix64(seed: UInt64(count))
    let x = random.noise(count).map { 5 * $0 + 2 }
    let (gain, bias) = (random.noise(count).map { $0 + 1 }, random.noise(count))
    var y = x
    try kernels(level).layer_norm_gelu(&y, gain, bias, 1e-5, count)
    let mean = x.reduce(0) { $0 + Double($1) } / Double(count)
    let variance = x.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(count)
    for j in 0..<count {
      let u = (Double(x[j]) - mean) / (variance + 1e-5).squareRoot() * Double(gain[j]) + Double(bias[j])
      let exact = 0.5 * u * (1 + tanh((2 / Double.pi).squareRoot() * (u + 0.044715 * u * u * u)))
      #expect(abs(Double(y[j]) - exact) < 3e-6)
    }
  }

  @Test(arguments: levels) func normOfAConstantIsItsBias(level: String) throws {
    var x = [Float](repeating: 3, count: 32)
    try kernels(level).layer_norm_gelu(&x, [Float](repeating: 1, count: 32), [Float](repeating: 0, count: 32), 1e-5, 32)
    #expect(x.allSatisfy { abs($0) < 1e-5 })
  }

  /// Absolute error at most 2e-7 over −30…30 in steps of 1/8192.
  @Test(arguments: levels) func sigmoidAndTanhAreWithin2e7(level: String) throws {
    let grid = (-30 * 8192...30 * 8192).map { Float($0) / 8192 }
    var (sigmoids, tanhs) = (grid, grid)
    try kernels(level).sigmoid(&sigmoids, grid.count)
    try kernels(level).tanh(&tanhs, grid.count)
    var worst = (sigmoid: 0.0, tanh: 0.0)
    for index in grid.indices {
      worst.sigmoid = max(worst.sigmoid, abs(Double(sigmoids[index]) - 1 / (1 + exp(-Double(grid[index])))))
      worst.tanh = max(worst.tanh, abs(Double(tanhs[index]) - tanh(Double(grid[index]))))
    }
    #expect(worst.sigmoid <= 2e-7)
    #expect(worst.tanh <= 2e-7)
  }

  @Test(arguments: levels) func sigmoidAndTanhSaturate(level: String) throws {
    let extremes: [Float] = [-.infinity, -.greatestFiniteMagnitude, -1000, -89, 89, 1000, .greatestFiniteMagnitude, .infinity]
    var (sigmoids, tanhs) = (extremes, extremes)
    try kernels(level).sigmoid(&sigmoids, extremes.count)
    try kernels(level).tanh(&tanhs, extremes.count)
    for index in extremes.indices {
      let positive = extremes[index] > 0
      #expect(abs(sigmoids[index] - (positive ? 1 : 0)) < 1e-7)
      #expect(abs(tanhs[index] - (positive ? 1 : -1)) < 1e-7)
    }
  }

  /// Absolute error at most 1e-6 where the powers of sound are.
  @Test(arguments: levels) func logarithmIsWithin1e6(level: String) throws {
    let grid = (-40 * 512...14 * 512).map { exp(Float($0) / 512 + 1e-4) }
    var logarithms = grid
    try kernels(level).log(&logarithms, grid.count)
    var (relative, absolute) = (0.0, 0.0)
    for (x, logarithm) in zip(grid, logarithms) {
      let exact = log(Double(x))
      let error = abs(Double(logarithm) - exact)
      relative = max(relative, error / max(1, abs(exact)))
      if x > 1e-12, x < 1e6 { absolute = max(absolute, error) }
    }
    #expect(relative <= 1.5e-7 && absolute <= 1e-6)
  }

  /// Bands of every length, with powers behind the last bin that are not zero.
  @Test(arguments: levels) func logBandsAreTheFormula(level: String) throws {
    var random = SplitMix64(seed: 12)
    let power = random.noise(60).map { $0 * $0 }
    let bands = (0..<37).map { (band: Int32) in ck_band(first: band % 20, eights: band % 4, offset: band % 5 * 8) }
    let weights = random.noise(72).map { abs($0) }
    var out = [Float](repeating: 77, count: 38)
    try kernels(level).log_bands(bands, weights, power, 1e-10, 37, &out)
    for (band, value) in zip(bands, out) {
      var sum = 1e-10
      for index in 0..<8 * Int(band.eights) { sum += Double(power[Int(band.first) + index]) * Double(weights[Int(band.offset) + index]) }
      #expect(abs(Double(value) - log(sum)) < 3e-6)
    }
    #expect(out[37] == 77)
  }

  @Test(arguments: levels, [1, 15, 16, 17, 257]) func productAndPowerAreTheFormula(level: String, count: Int) throws {
    var random = SplitMix64(seed: UInt64(count))
    let (x, y, pairs) = (random.noise(count), random.noise(count), random.noise(2 * count))
    var (products, powers) = ([Float](repeating: 77, count: count + 1), [Float](repeating: 77, count: count + 1))
    try kernels(level).product(x, y, count, &products)
    try kernels(level).power(pairs, count, &powers)
    for index in 0..<count {
      #expect(products[index] == x[index] * y[index])
      let (real, imaginary) = (pairs[2 * index], pairs[2 * index + 1])
      let power = real * real + imaginary * imaginary
      #expect(abs(powers[index] - power) < 1e-6)
    }
    #expect(products[count] == 77 && powers[count] == 77)
    var normalised = x
    let sum = try kernels(level).normalise(&normalised, y, powers, count)
    for index in 0..<count { #expect(abs(normalised[index] - (x[index] - y[index]) * powers[index]) < 1e-6) }
    #expect(abs(sum - normalised.reduce(0, +)) < 1e-4)
  }

  /// Relative error of the one exponential that is not of a vector.
  @Test func exponentialIsWithin2e7() {
    for step in -8000...8000 {
      let x = Float(step) / 1000
      #expect(abs(Double(ck_exp1(x)) / exp(Double(x)) - 1) < 2e-7)
    }
  }
}
