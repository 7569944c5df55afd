import Foundation
import Testing

@testable import Spectrum

@Suite struct FeatureConfigurationTests {
  struct Wrong: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let message: String
    let change: @Sendable (inout FeatureConfiguration) -> Void

    init(_ message: String, _ change: @escaping @Sendable (inout FeatureConfiguration) -> Void) {
      testDescription = message
      self.message = message
      self.change = change
    }
  }

  static let wrong: [Wrong] = [
    Wrong("sample rate 8000 Hz, expected 16000") { $0.sampleRateHz = 8000 },
    Wrong("window of 15 samples, expected 16 to 4096") { $0.windowLength = 15 },
    Wrong("window of 5000 samples") { $0.windowLength = 5000 },
    Wrong("hop of 0 samples") { $0.hopLength = 0 },
    Wrong("hop of 401 samples, expected 1 to the window's 400") { $0.hopLength = 401 },
    Wrong("FFT of 256 points for a window of 400") { $0.fftLength = 256 },
    Wrong("FFT length 514 is not an even product of 2, 3 and 5") { $0.fftLength = 514 },
    Wrong("FFT length 405 is not an even product") { $0.fftLength = 405 },
    Wrong("0 bands, expected 1 to 256") { $0.bandCount = 0 },
    Wrong("300 bands") { $0.bandCount = 300 },
    Wrong("64 bands of a spectrum with 257 bins") { $0.frontEnd = .spectrum },
    Wrong("257 bands of a spectrum with 201 bins") {
      $0 = FeatureConfiguration(.spectrum)
      $0.fftLength = 400
    },
    Wrong("64 samples a frame for a hop of 160") { $0.frontEnd = .waveform },
    Wrong("bands from -1.0 to 7800.0 Hz") { $0.lowHz = -1 },
    Wrong("bands from 40.0 to 8001.0 Hz") { $0.highHz = 8001 },
    Wrong("bands from 40.0 to 40.0 Hz") { $0.highHz = 40 },
    Wrong("bands from nan") { $0.lowHz = .nan },
    Wrong("floor 0.0, expected above 0") { $0.floor = 0 },
    Wrong("floor inf") { $0.floor = .infinity },
    Wrong("0 frames a step") { $0.stackedFrames = 0 },
    Wrong("level time constant 0.0 s, expected above 0") { $0.levelSeconds = 0 },
  ]

  @Test(arguments: wrong) func whatCannotBeIsRefused(_ wrong: Wrong) throws {
    var configuration = FeatureConfiguration()
    wrong.change(&configuration)
    let error = #expect(throws: SpectrumError.self) { _ = try FrameAnalyser(configuration) }
    let text = try #require(error).description
    #expect(text.contains("the model's features cannot be computed: "))
    #expect(text.contains(wrong.message))
  }

  /// Every number is another than the default, so that none can be forgotten.
  @Test(arguments: FeatureConfiguration.FrontEnd.allCases) func travelsAsJSON(frontEnd: FeatureConfiguration.FrontEnd) throws {
    var configuration = FeatureConfiguration(frontEnd)
    (configuration.sampleRateHz, configuration.windowLength, configuration.hopLength) = (8_000, 200, 80)
    (configuration.fftLength, configuration.bandCount, configuration.stackedFrames) = (256, 40, 3)
    (configuration.lowHz, configuration.highHz, configuration.floor, configuration.levelSeconds) = (50, 3_800, 1e-8, 2)
    let json = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(FeatureConfiguration.self, from: json) == configuration)
    #expect(String(decoding: json, as: UTF8.self).contains(#""frontEnd":"\#(frontEnd.rawValue)""#))
  }

  @Test func withoutAFrontEndItIsLogmel() throws {
    let json = try JSONEncoder().encode(FeatureConfiguration(.waveform))
    var object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    object["frontEnd"] = nil
    object["bandCount"] = 64
    let old = try JSONSerialization.data(withJSONObject: object)
    #expect(try JSONDecoder().decode(FeatureConfiguration.self, from: old) == FeatureConfiguration())
    object["hopLength"] = nil
    let damaged = try JSONSerialization.data(withJSONObject: object)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(FeatureConfiguration.self, from: damaged) }
  }

  @Test func otherFrontEndsAreUnknown() throws {
    let text = String(decoding: try JSONEncoder().encode(FeatureConfiguration()), as: UTF8.self)
    let other = text.replacing("logmel", with: "cepstra")
    #expect(other != text)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(FeatureConfiguration.self, from: Data(other.utf8)) }
  }
}
