public import Network
public import Spectrum

/// What a model file says of itself: how to compute its input, its shape, and where it comes from.
///
/// It stands as a JSON string under the one key `undertone` of the safetensors file's `__metadata__`.
public struct ModelMetadata: Codable, Equatable, Sendable {
  /// One corpus that the model was trained on.
  public struct Corpus: Codable, Equatable, Sendable {
    public var name: String
    public var licence: String
    public var clips: Int
    public var speakers: Int
    public var hours: Double

    public init(name: String, licence: String, clips: Int, speakers: Int, hours: Double) {
      self.name = name
      self.licence = licence
      self.clips = clips
      self.speakers = speakers
      self.hours = hours
    }
  }

  /// The version of this description.
  public static let currentFormat = 1

  public var format = Self.currentFormat
  public var name: String
  /// The program's version that made the file.
  public var version: String
  public var labels = NetworkConfiguration.emotionLabels
  public var genders = NetworkConfiguration.genderLabels
  public var features: FeatureConfiguration
  public var network: NetworkConfiguration
  public var statistics: BandStatistics
  /// T: posteriors are softmax(logits / T).
  public var temperature: Float = 1
  /// Terms under which the weights may be used, as the corpora's licences allow.
  public var licence: String
  public var corpora: [Corpus]
  /// Which speakers were trained on.
  public var split: String
  /// `Partition.name` of the clips that were trained on; files without it are of the partition `split`.
  public var partition: String?
  /// Everyone who was trained on, as the clips name them, for example `cremad-1001`; sorted.
  public var speakers: [String]?
  /// The larger network that it learnt from, with licences; nil when it learnt from labels alone.
  public var teacher: String?
  /// Name and SHA-256 of the model whose weights the training began with.
  public var start: String?
  public var seed: UInt64
  /// The command that made the file.
  public var command: String
  /// Scores by name, in percent, for example `dev.stream.cremad.uar`.
  public var scores: [String: Double]
  /// SHA-256 of the bytes after the file's header, in hexadecimal.
  public var sha256 = ""

  public init(
    name: String, version: String, features: FeatureConfiguration, network: NetworkConfiguration,
    statistics: BandStatistics, licence: String, corpora: [Corpus], split: String, partition: String? = nil,
    speakers: [String]? = nil, teacher: String? = nil, start: String? = nil, seed: UInt64, command: String, scores: [String: Double] = [:]
  ) {
    self.name = name
    self.version = version
    self.features = features
    self.network = network
    self.statistics = statistics
    self.licence = licence
    self.corpora = corpora
    self.split = split
    self.partition = partition
    self.speakers = speakers
    self.teacher = teacher
    self.start = start
    self.seed = seed
    self.command = command
    self.scores = scores
  }
}
