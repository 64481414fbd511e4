import LifeboatFormat
import LifeboatWorker

extension WorkOptions {
  /// Lays the handlers file, the app's sidekiq.yml and the flags over what a program configured.
  ///
  /// - Parameter variables: the environment, of which ``SidekiqEnvironment/names`` are read.
  func applySidekiq(
    over file: HandlersFile?, variables: [String: String], to configuration: inout WorkerConfiguration
  ) throws {
    if let setting = settings.first {
      let name = setting.prefix { $0 != "=" }
      throw UsageError(
        "\(Printable.line(String(name), limit: 60)): settings of that kind are Resque's; give flags for Sidekiq")
    }
    if failureFlags.failures != nil {
      throw UsageError("--failures means something for Resque only: Sidekiq has one retry set and one dead set")
    }
    if let file, file.dialect == .resque, redis.dialect == nil {
      throw UsageError("\(file.path): dialect resque does not go with Sidekiq's queues; take it out, or give --dialect")
    }
    let environment = try SidekiqEnvironment(
      flag: sidekiq.environment, variables: variables)
    // Sidekiq takes this only where nothing else says it.
    if let concurrency = environment.concurrency { configuration.concurrency = concurrency }
    if let file { try apply(file, to: &configuration) }
    dropStrayWeights(of: &configuration.source)
    let config = try sidekiq.config.map { path in
      try SidekiqConfigFile.load(path: path, environment: environment.name)
    }
    try SidekiqSettings(file: config, options: self).apply(to: &configuration)
    if let sentence = overlookedFile { configuration.logger.notice("\(sentence)") }
  }

  /// Ruby's program reads its usual file without being told.
  private var overlookedFile: String? {
    let path = SidekiqConfigFile.usualPath
    guard redis.dialect != nil, sidekiq.config == nil, queues.isEmpty, FileText.exists(path) else { return nil }
    return "\(path) is there, but is read only where it is named: -C \(path)"
  }
}
