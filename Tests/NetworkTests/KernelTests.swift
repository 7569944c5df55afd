import CKernels
import Foundation
import TestSupport
import Testing

@testable import Network

/// The C kernels against plain loops in double precision.
@Suite struct KernelTests {
  @Test(arguments: [(16, 1), (16, 3), (48, 17), (64, 40), (80, 77), (192, 256), (768, 384), (144, 255)])
  func affineIsTheProduct(rows: Int, columns: Int) {
    var random = SplitMix64(seed: UInt64(rows + columns))
    let (matrix, bias, x) = (random.noise(rows * columns), random.noise(rows), random.noise(columns))
    let affine = PackedNetwork.Affine([(matrix, columns)], rows: rows, bias: bias)
    defer {
      affine.weight.deallocate()
      affine.bias.deallocate()
    }
    // One number more than the kernel may write.
    var y = [Float](repeating: 77, count: rows + 1)
    ck_affine(affine.weight, affine.bias, x, rows, columns, &y)
    for row in 0..<rows {
      let exact = (0..<columns).reduce(Double(bias[row])) { $0 + Double(matrix[row * columns + $1]) * Double(x[$1]) }
      #expect(abs(Double(y[row]) - exact) < 1e-6 * Double(columns + 10).squareRoot() * 4, "row \(row)")
    }
    #expect(y[rows] == 77)
  }

  /// Two matrices side by side, and rows that are missing stay zero: as the LSTM and the heads are packed.
  @Test func packingJoinsMatrices() {
    var random = SplitMix64(seed: 4)
    let (left, right, bias, x) = (random.noise(13 * 5), random.noise(13 * 7), random.noise(13), random.noise(12))
    let affine = PackedNetwork.Affine([(left, 5), (right, 7)], rows: 16, bias: bias)
    defer {
      affine.weight.deallocate()
      affine.bias.deallocate()
    }
    var y = [Float](repeating: 77, count: 16)
    ck_affine(affine.weight, affine.bias, x, 16, 12, &y)
    for row in 0..<13 {
      let first = (0..<5).reduce(bias[row]) { $0 + left[row * 5 + $1] * x[$1] }
      let exact = (0..<7).reduce(first) { $0 + right[row * 7 + $1] * x[5 + $1] }
      #expect(abs(y[row] - exact) < 1e-5)
    }
    #expect(y[13...].allSatisfy { $0 == 0 })
  }

  @Test(arguments: [16, 48, 192, 17]) func cellIsTheFormula(hidden: Int) {
    var random = SplitMix64(seed: UInt64(hidden))
    let gates = random.noise(4 * hidden).map { 6 * $0 }
    let before = random.noise(hidden).map { 3 * $0 }
    var (cell, output) = (before, [Float](repeating: .nan, count: hidden))
    ck_lstm_cell(gates, hidden, &cell, &output)
    let sigmoid = { (x: Float) in 1 / (1 + exp(-Double(x))) }
    for j in 0..<hidden {
      let c =
        sigmoid(gates[hidden + j]) * Double(before[j]) + sigmoid(gates[j]) * tanh(Double(gates[2 * hidden + j]))
      #expect(abs(Double(cell[j]) - c) < 1e-6)
      #expect(abs(Double(output[j]) - sigmoid(gates[3 * hidden + j]) * tanh(c)) < 1e-6)
    }
  }

  @Test(arguments: [16, 48, 192]) func normAndGELUAreTheFormula(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    let x = random.noise(count).map { 5 * $0 + 2 }
    let (gain, bias) = (random.noise(count).map { $0 + 1 }, random.noise(count))
    var y = x
    ck_layer_norm_gelu(&y, gain, bias, 1e-5, count)
    let mean = x.reduce(0) { $0 + Double($1) } / Double(count)
    let variance = x.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(count)
    for j in 0..<count {
      let u = (Double(x[j]) - mean) / (variance + 1e-5).squareRoot() * Double(gain[j]) + Double(bias[j])
      let exact = 0.5 * u * (1 + tanh((2 / Double.pi).squareRoot() * (u + 0.044715 * u * u * u)))
      #expect(abs(Double(y[j]) - exact) < 3e-6)
    }
  }

  @Test func normOfAConstantIsItsBias() {
    var x = [Float](repeating: 3, count: 32)
    ck_layer_norm_gelu(&x, [Float](repeating: 1, count: 32), [Float](repeating: 0, count: 32), 1e-5, 32)
    #expect(x.allSatisfy { abs($0) < 1e-5 })
  }

  /// Absolute error at most 2e-7 over −30…30 in steps of 1/8192.
  @Test func sigmoidAndTanhAreWithin2e7() {
    let grid = (-30 * 8192...30 * 8192).map { Float($0) / 8192 }
    var (sigmoids, tanhs) = (grid, grid)
    ck_sigmoid_array(&sigmoids, grid.count)
    ck_tanh_array(&tanhs, grid.count)
    var worst = (sigmoid: 0.0, tanh: 0.0)
    for index in grid.indices {
      worst.sigmoid = max(worst.sigmoid, abs(Double(sigmoids[index]) - 1 / (1 + exp(-Double(grid[index])))))
      worst.tanh = max(worst.tanh, abs(Double(tanhs[index]) - tanh(Double(grid[index]))))
    }
    #expect(worst.sigmoid <= 2e-7)
    #expect(worst.tanh <= 2e-7)
  }

  @Test func sigmoidAndTanhSaturate() {
    let extremes: [Float] = [-.infinity, -.greatestFiniteMagnitude, -1000, -89, 89, 1000, .greatestFiniteMagnitude, .infinity]
    var (sigmoids, tanhs) = (extremes, extremes)
    ck_sigmoid_array(&sigmoids, extremes.count)
    ck_tanh_array(&tanhs, extremes.count)
    for index in extremes.indices {
      let positive = extremes[index] > 0
      #expect(abs(sigmoids[index] - (positive ? 1 : 0)) < 1e-7)
      #expect(abs(tanhs[index] - (positive ? 1 : -1)) < 1e-7)
    }
  }
}
