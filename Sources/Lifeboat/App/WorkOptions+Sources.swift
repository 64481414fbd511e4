import LifeboatFormat
import LifeboatRedis
import LifeboatWorker

/// Several apps' queues in one process, as a handlers file lists them.
extension WorkOptions {
  /// Lays a handlers file with `sources` over what a program configured, whose own sources they replace.
  func applySources(of file: HandlersFile, to configuration: inout WorkerConfiguration) throws {
    try refuseWhatIsOfOneSource(beside: file)
    let sources = try sources(of: file, redis: configuration.source.redis)
    if let flag = sidekiq.given, !file.sources.contains(where: { $0.dialect == .sidekiq }) {
      throw UsageError("\(flag) means something for Sidekiq only, and no source of \(shown(file)) is of its dialect")
    }
    configuration.source = sources[0]
    configuration.otherSources = Array(sources.dropFirst())
    register(file.handlers, in: &configuration)
    // What is left of the flags is the same for all sources.
    try SidekiqSettings(file: nil, options: self).apply(to: &configuration)
    if let failures = failureFlags.failures { configuration.failures = failures }
    let overlooked = ResqueSettings.ofSources.filter { Environment.values(of: [$0])[$0] ?? "" != "" }
    if !overlooked.isEmpty {
      configuration.logger.notice(
        "\(overlooked.joined(separator: ", ")) of the environment: not read, as \(shown(file)) lists its own sources")
    }
  }

  /// The sources of a file.
  ///
  /// - Parameter redis: where those are that do not say it.
  func sources(of file: HandlersFile, redis: RedisURL) throws(UsageError) -> [Source] {
    var sources: [Source] = []
    for (index, entry) in file.sources.enumerated() {
      let url = if let own = entry.redis { try self.redis.tls.apply(to: own) } else { redis }
      var source = Source(
        redis: url, dialect: AppDialect(entry.dialect, namespace: entry.namespace).worker,
        queues: entry.queues, weights: entry.weights,
        concurrency: entry.concurrency)
      if let name = entry.name {
        source.name = name
      } else if sources.contains(where: { $0.isOfSameApp(as: source) }) {
        source.name = "source-\(index + 1)"
      }
      sources.append(source)
    }
    return sources
  }

  /// A flag could be meant for any of them.
  private func refuseWhatIsOfOneSource(beside file: HandlersFile) throws(UsageError) {
    let flags = [
      ("--namespace", redis.namespace != nil), ("--dialect", redis.dialect != nil), ("--queue", !queues.isEmpty),
      ("--weight", !weights.isEmpty), ("--concurrency", concurrency != nil), ("--config", sidekiq.config != nil),
      ("--environment", sidekiq.environment != nil),
    ]
    let setting = settings.first.map { Printable.line(String($0.prefix { $0 != "=" }), limit: 60) }
    guard let given = flags.first(where: \.1)?.0 ?? setting else { return }
    throw UsageError(
      "\(given) would be for one source, but \(shown(file)) lists its own under `sources`; say it there, or take it out"
    )
  }

  private func shown(_ file: HandlersFile) -> String { Printable.line(file.path, limit: 200) }
}
