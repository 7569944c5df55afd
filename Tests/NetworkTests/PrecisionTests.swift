import CKernels
import Foundation
import TestSupport
import Testing

@testable import Network

/// Levels, batches and precisions against each other.
@Suite struct PrecisionTests {
  private static let configuration = NetworkConfiguration(features: 37, hidden: 80, layers: 2)

  /// Trained-like: rows of very different size.
  private static func tensors(seed: UInt64 = 3) -> [Tensor] {
    var random = SplitMix64(seed: seed)
    return configuration.tensorShapes.map { name, shape in
      let width = shape.count == 2 ? shape[1] : 1
      let values = random.noise(shape.reduce(1, *)).enumerated().map { index, value in
        value * (name.hasPrefix("input.1.weight") ? 1 : 0.3) * (1 + Float(index / width % 5)) / 3
      }
      return Tensor(name: name, shape: shape, values: values)
    }
  }

  /// The heads' sums after each of `steps` steps, `[step][stream][16]`, at one level.
  private func run(_ level: String, _ precision: Precision, streams: Int, steps: Int) throws -> [[[Float]]] {
    let kernels = try #require(ck_kernels_named(level)).pointee
    let tensors = Dictionary(uniqueKeysWithValues: Self.tensors().map { ($0.name, $0.values) })
    let (packed, blocks) = PackedNetwork.make(Self.configuration, precision, (Int(kernels.group), kernels.offset)) { tensors[$0] ?? [] }
    defer { packed.deallocate(blocks) }
    var memory: [UnsafeMutablePointer<Float>] = []
    defer { for block in memory { block.deallocate() } }
    func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
      memory.append(alignedFloats(count))
      return memory[memory.count - 1]
    }
    let (hidden, features) = (Self.configuration.hidden, Self.configuration.features)
    var states = (0..<streams).map { _ in
      ck_stream(inputs: floats(4 * hidden), cells: floats(2 * hidden), scratch: floats(ck_scratch_count(features, hidden)))
    }
    let inputs = (0..<streams).map { _ in floats(features) }
    return (0..<steps).map { step in
      for (stream, input) in inputs.enumerated() {
        var random = SplitMix64(seed: UInt64(1000 * step + stream))
        for (index, value) in random.noise(features).enumerated() { input[index] = 3 * value }
      }
      var pointers = inputs.map { Optional(UnsafePointer($0)) }
      kernels.network(packed.network, &states, &pointers, streams)
      return states.map { state in (0..<16).map { state.scratch[$0] } }
    }
  }

  private func farthest(_ left: [[[Float]]], _ right: [[[Float]]]) -> Float {
    zip(left.joined().joined(), right.joined().joined()).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  /// With int8 the products are the same; but a sum that differs in its last bit, because one level has fused multiply-adds and another
  /// not, may be rounded to the next integer by the next layer: 1/127 of the largest.
  @Test(arguments: KernelTests.levels, Precision.allCases)
  func allLevelsAgree(level: String, precision: Precision) throws {
    let (own, baseline) = (try run(level, precision, streams: 7, steps: 40), try run("baseline", precision, streams: 7, steps: 40))
    #expect(farthest(own, baseline) <= (precision == .float ? 1e-5 : 0.02))
    #expect(own.last?.joined().contains { abs($0) > 0.1 } == true)
  }

  /// One product of the same inputs, exact in integers: the way back to float is all that may differ.
  @Test(arguments: KernelTests.levels, [(16, 5), (64, 37), (80, 256), (256, 81)])
  func int8ProductsAgree(level: String, shape: (rows: Int, columns: Int)) throws {
    let kernels = try #require(ck_kernels_named(level)).pointee
    var random = SplitMix64(seed: UInt64(shape.columns))
    let (matrix, bias) = (random.noise(shape.rows * shape.columns), random.noise(shape.rows))
    let packed = PackedMatrix(
      [matrix], columns: shape.columns, rows: shape.rows, bias: bias, int8: true, level: (Int(kernels.group), kernels.offset))
    defer { for block in packed.blocks { block.deallocate() } }
    let x = random.noise(shape.columns)
    let row = alignedFloats(shape.rows)
    var network = packed.kernel
    defer { row.deallocate() }
    x.withUnsafeBufferPointer { x in
      var (from, to) = (x.baseAddress, Optional(row))
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: shape.columns + 8) {
        var room = $0.baseAddress
        kernels.affine(&network, shape.rows, shape.columns, &from, &room, &to, 1)
      }
    }
    let scale = PackedMatrix.scale(of: x)
    let whole = x.map { Int(($0 / scale).rounded(.toNearestOrEven)) }
    for index in 0..<shape.rows {
      let weights = matrix[index * shape.columns..<(index + 1) * shape.columns]
      let unit = PackedMatrix.scale(of: weights)
      let sum = zip(weights, whole).reduce(0) { $0 + Int(PackedMatrix.integer($1.0, unit)) * $1.1 }
      #expect(abs(row[index] - (bias[index] + Float(sum) * unit * scale)) < 1e-5)
    }
  }

  /// Bit for bit: who steps beside a stream changes nothing for it. 64 streams are one turn, 65 are two.
  @Test(arguments: KernelTests.levels, Precision.allCases)
  func aBatchIsItsStreams(level: String, precision: Precision) throws {
    let many = try run(level, precision, streams: 67, steps: 5)
    for count in [1, 2, 3, 4, 5, 6, 7] {
      let few = try run(level, precision, streams: count, steps: 5)
      for (few, many) in zip(few, many) { #expect(few == Array(many[..<count])) }
    }
  }

  @Test func int8IsNearFloat() throws {
    let (int8, float) = (try run("baseline", .int8, streams: 3, steps: 40), try run("baseline", .float, streams: 3, steps: 40))
    let far = farthest(int8, float)
    #expect(far > 1e-5 && far < 0.05)
  }

  /// Integers know no NaN: it must come out all the same.
  @Test(arguments: KernelTests.levels, [Float.nan, .infinity])
  func whatIsNotFiniteStaysSo(level: String, value: Float) throws {
    let quantise = try #require(ck_kernels_named(level)).pointee.quantise
    for place in [0, 15, 16, 36] {
      var x = [Float](repeating: 1, count: 37)
      x[place] = value
      var words = [Int32](repeating: 0, count: 24)
      #expect(!quantise!(x, 37, &words).isFinite)
    }
  }

  /// What was int8 in a file is packed as the same integers again.
  @Test func quantisingTwiceIsQuantisingOnce() {
    var random = SplitMix64(seed: 9)
    for _ in 0..<1000 {
      let row = random.noise(37).map { $0 * Float.random(in: 1e-6...1e3, using: &random) }
      let scale = PackedMatrix.scale(of: row)
      let integers = row.map { PackedMatrix.integer($0, scale) }
      let restored = integers.map { Float($0) * scale }
      let again = PackedMatrix.scale(of: restored)
      #expect(restored.map { PackedMatrix.integer($0, again) } == integers)
      #expect(abs(again / scale - 1) < 1e-6)
    }
    #expect(PackedMatrix.integer(0, PackedMatrix.scale(of: [Float](repeating: 0, count: 4))) == 0)
  }

  /// Through the public way, streams of a batch give what they give alone.
  @Test(arguments: Precision.allCases) func stepBatchIsStep(precision: Precision) throws {
    let weights = try Weights(Self.configuration, tensors: Self.tensors(), precision: precision)
    var first = State(Self.configuration)
    var second = State(Self.configuration)
    var alone = State(Self.configuration)
    var other = State(Self.configuration)
    var batch = StepBatch(capacity: 2)
    var random = SplitMix64(seed: 8)
    for _ in 0..<20 {
      let (x, y) = (random.noise(37), random.noise(37))
      x.withUnsafeBufferPointer { batch.add($0, first) }
      y.withUnsafeBufferPointer { batch.add($0, second) }
      withExtendedLifetime((x, y)) { batch.run(weights.packed) }
      let (left, right) = (weights.packed.output(of: &first), weights.packed.output(of: &second))
      #expect(Self.numbers(left) == Self.numbers(weights.step(x.span, state: &alone)))
      #expect(Self.numbers(right) == Self.numbers(weights.step(y.span, state: &other)))
    }
  }

  private static func numbers(_ output: StepOutput) -> [Float] {
    (0..<8).map { output.emotion[$0] } + [output.gender.x, output.gender.y, output.speech, output.keep, output.weight]
  }

  @Test func int8TakesAQuarterOfTheMemory() throws {
    let configuration = NetworkConfiguration(features: 256, hidden: 256)
    let zeros = configuration.tensorShapes.map { Tensor(name: $0, shape: $1, values: [Float](repeating: 0, count: $1.reduce(1, *))) }
    let float = try Weights(configuration, tensors: zeros).byteCount
    let int8 = try Weights(configuration, tensors: zeros, precision: .int8).byteCount
    #expect(float > 4_400_000 && Double(int8) < 0.27 * Double(float))
  }
}
