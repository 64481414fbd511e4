import LifeboatWorker
import Yams

/// What a `config/sidekiq.yml` tells a worker, as Sidekiq reads it:
///
/// ```yaml
/// :concurrency: 10
/// :timeout: 25
/// :queues:
///   - [critical, 4]
///   - [default, 2]
///   - low
/// :capsules:
///   single:
///     :concurrency: 1
///     :queues: [serial]
/// production:
///   :concurrency: 25
/// ```
///
/// The keys of the section that is named like the environment are laid over the others. ERB is not evaluated.
///
/// - Source: Sidekiq, `lib/sidekiq/cli.rb`, `parse_config` and `setup_options`, 6.4 to 8.1.
public struct SidekiqConfigFile: Sendable, Equatable {
  /// Where an app has it, seen from its folder.
  static let usualPath = "config/sidekiq.yml"

  /// Where the file is, as it was given.
  public let path: String

  /// The default capsule first, then those that are named, in order of the file.
  public let capsules: [SidekiqFileCapsule]

  /// How long a stop waits for running jobs; nil when the file does not say, like all below.
  public let timeout: Duration?

  /// What Sidekiq's pages show beside the process.
  public let tag: String?

  /// What else they show there; empty when the file does not say.
  public let labels: [String]

  /// How often to look for jobs that are due.
  public let pollInterval: SidekiqPollInterval?

  /// How often a job that does not say it itself is retried.
  public let maxRetries: Int?

  /// Whether to log at debug level.
  public let isVerbose: Bool

  /// A sentence for each key that is there and does nothing, with its place.
  public let ignored: [String]

  /// Reads and checks the file at `path`.
  ///
  /// - Parameter environment: whose section counts, such as `production`.
  /// - Throws: ``YAMLFileError`` with every problem found, not just the first.
  public static func load(path: String, environment: String) throws(YAMLFileError) -> SidekiqConfigFile {
    try parse(try YAMLText.read(path), path: path, environment: environment)
  }

  /// Reads and checks a file's text; see ``load(path:environment:)``.
  ///
  /// - Parameter path: for messages.
  public static func parse(
    _ text: String, path: String, environment: String
  ) throws(YAMLFileError) -> SidekiqConfigFile {
    if let problem = ERBTags(text).problem(path: path) { throw YAMLFileError(path: path, problems: [problem]) }
    let root = try YAMLText.compose(text, path: path)
    var reader = SidekiqFileReader(path: path, environment: environment)
    let file = reader.file(root)
    guard reader.problems.isEmpty else { throw YAMLFileError(path: path, problems: reader.problems) }
    return file
  }
}
