import LifeboatFormat
import LifeboatRedis
import LifeboatWorker
import Logging

/// Which dialect the jobs of a worker have: as flags say it, else the environment, the handlers file, the code, or Redis.
extension WorkOptions {
  /// The dialect as far as it is told: nil where code or Redis is to say it.
  func dialect(_ file: HandlersFile?) throws(UsageError) -> AppDialect? {
    try toldDialect ?? file?.dialect.map { AppDialect($0, namespace: redis.namespace) }
  }

  /// The dialect by the flags or the environment.
  var toldDialect: AppDialect? {
    get throws(UsageError) { try DialectChoice(flag: dialectName, namespace: redis.namespace).told }
  }

  /// The word for it among the flags: a sidekiq.yml is Sidekiq's.
  private var dialectName: String? {
    redis.dialect ?? (sidekiq.config == nil ? nil : HandlersFile.Dialect.sidekiq.rawValue)
  }

  /// Where jobs come from first, as far as it is known before code has its say, which may want clients there.
  ///
  /// - Parameter looksIntoRedis: whether what Redis holds says the dialect where nobody else does. One that is away is
  ///   waited for: a guess would have the worker take nothing for as long as it lives.
  func firstSource(_ file: HandlersFile?, looksIntoRedis: Bool, logger: Logger) async throws -> Source {
    let url = try await redisURL(file)
    if let file, !file.sources.isEmpty { return try sources(of: file, redis: url)[0] }
    var dialect = try dialect(file) ?? AppDialect(.resque, namespace: redis.namespace)
    if looksIntoRedis, try self.dialect(file) == nil, try resque().queues == nil {
      dialect = try await awaitedDialect(at: url, logger: logger)
    }
    return Source(redis: url, dialect: dialect.worker, queues: [])
  }

  /// Asks until Redis answers; a worker that is to drain what is there asks once.
  private func awaitedDialect(at url: RedisURL, logger: Logger) async throws -> AppDialect {
    var hasTold = false
    while true {
      do {
        if let dialect = try await foundDialect(at: url) { return dialect }
        logger.notice("this Redis holds no keys of Resque or Sidekiq yet; taken for resque, see --dialect")
        return AppDialect(.resque, namespace: redis.namespace)
      } catch let error as RedisError where error.isTransient && !drain {
        if !hasTold {
          logger.warning("Redis cannot be used; trying again until it can", metadata: ["error": "\(error)"])
        }
        hasTold = true
      }
      try await Task.sleep(for: .milliseconds(500))
    }
  }

  private func foundDialect(at url: RedisURL) async throws -> AppDialect? {
    let connection = RedisConnection(url: url)
    try await connection.connect()
    let dialect = try await DialectChoice(flag: nil, namespace: redis.namespace).found(on: connection)
    await connection.close()
    return dialect
  }
}
