import ArgumentParser
import LifeboatFormat
import LifeboatRedis
import LifeboatWorker
import Logging

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs a worker as a program does: flags to configuration, signals to messages, until it has left.
public enum WorkRun {
  /// Works until the worker has stopped. Call ``SignalThread/block()`` before anything else. A worker that stopped at one of
  /// its limits ends the program, with ``AppExit/limitReached``.
  ///
  /// - Parameters:
  ///   - findsDialect: whether what Redis holds says which dialect the app speaks, where nobody does.
  ///   - configure: registers jobs, before the flags are applied.
  public static func run(
    _ options: WorkOptions, findsDialect: Bool = false, configure: (inout WorkerConfiguration) throws -> Void
  ) async throws {
    let end = try await work(options, findsDialect: findsDialect, configure: configure)
    if end != .done { exit(end.rawValue) }
  }

  private static func work(
    _ options: WorkOptions, findsDialect: Bool, configure: (inout WorkerConfiguration) throws -> Void
  ) async throws -> AppExit {
    let logger = try options.logger()
    let signals = WorkerSignals()
    signals.listen()
    let file = try options.handlersFile()
    let source = try await options.firstSource(file, looksIntoRedis: findsDialect, logger: logger)
    var configuration = WorkerConfiguration(source: source, logger: logger)
    try configure(&configuration)
    try await options.apply(file, to: &configuration)
    let worker: Worker
    do {
      worker = try Worker(configuration)
    } catch {
      throw UsageError(error.description)
    }
    // A worker that is not to be must not take another's place there.
    try options.writePIDFile()
    signals.reach(worker, timeout: configuration.stopTimeout)
    let health = try options.healthFile.map { try HealthFile($0, of: worker, logger: configuration.logger) }
    if let health { Task { await health.run() } }
    let departure = Departure(health: health, logger: configuration.logger)
    let isOver = Wakeup()
    defer {
      health?.remove()
      isOver.signal()
    }
    Task { await departure.watch(worker, unless: isOver) }
    try await worker.run()
    return worker.exit
  }
}

extension Worker {
  /// How a program ends whose worker has left.
  fileprivate var exit: AppExit { reachedLimit == nil ? .done : .limitReached }
}

/// The thread that sees a worker leave, whatever happens on the shared pool.
///
/// It ends the program a moment after the worker has left, should jobs that block the shared pool keep everything else from
/// ending: what still runs by then holds nothing that matters. And where the worker cannot leave, because something without a
/// bound holds it: a stop ends, whatever Redis and the network do.
private actor Departure {
  private let health: HealthFile?
  private let logger: Logger
  private nonisolated let thread = ThreadExecutor(name: "lifeboat-leave")
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  init(health: HealthFile?, logger: Logger) {
    self.health = health
    self.logger = logger
  }

  func watch(_ worker: Worker, unless isOver: Wakeup) {
    var failure: RedisError?
    do throws(RedisError) {
      if try !worker.waitUntilLeft() {
        logger.error("Redis does not let go; leaving without it, other workers take the jobs back after the lease")
      }
    } catch {
      failure = error
    }
    guard !isOver.wait(for: .seconds(2)) else { return }
    health?.remove()
    guard let failure else { exit(worker.exit.rawValue) }
    AppExit.leave(failure)
  }
}
