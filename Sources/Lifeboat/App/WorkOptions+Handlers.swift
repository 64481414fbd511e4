import LifeboatFormat
import LifeboatWorker
import Logging

extension WorkOptions {
  /// Lays a handlers file over what a program configured, and registers its handlers.
  func apply(_ file: HandlersFile, to configuration: inout WorkerConfiguration) throws {
    if !file.queues.isEmpty { configuration.source.queues = file.queues }
    if !file.weights.isEmpty { configuration.source.weights = file.weights }
    if let concurrency = file.concurrency { configuration.setConcurrency(concurrency) }
    register(file.handlers, in: &configuration)
  }

  /// Registers what runs each class.
  func register(_ handlers: [String: HandlersFile.Handler], in configuration: inout WorkerConfiguration) {
    let guardian = ProcessGuardian()
    let runner = CommandRunner(guardian: guardian)
    var pools: [(spec: StreamSpec, pool: StreamPool)] = []
    for (className, handler) in handlers {
      switch handler {
      case .command(let spec, let snooze, let retries):
        configuration.registry.register(
          className, command: CommandHandler(spec, runner: runner, snooze: snooze),
          options: JobOptions(retry: retries?.policy))
      case .stream(let spec, let snooze, let retries):
        let known = pools.first { $0.spec == spec }?.pool
        let pool = known ?? StreamPool(spec, guardian: guardian, logger: configuration.logger)
        if known == nil { pools.append((spec, pool)) }
        configuration.registry.register(
          className, stream: StreamHandler(pool, snooze: snooze), options: JobOptions(retry: retries?.policy))
      case .builtin(.discard):
        configuration.registry.discard(className)
      }
    }
    noteWithheld(from: handlers, logger: configuration.logger)
  }

  /// Whoever misses a variable in a command shall find out where it went.
  private func noteWithheld(from handlers: [String: HandlersFile.Handler], logger: Logger) {
    let isMeant = handlers.values.contains { handler in
      switch handler {
      case .command(let spec, _, _): return spec.inherited == .allButRedis
      case .stream(let spec, _, _): return spec.command.inherited == .allButRedis
      case .builtin: return false
      }
    }
    let names = InheritedVariables.allButRedis.withheld(from: InheritedVariables.ofThisProcess())
    guard isMeant, !names.isEmpty else { return }
    logger.info(
      "these variables are not passed on to commands; `inherit` of a handler names what is",
      metadata: ["variables": "\(Printable.line(names.joined(separator: " "), limit: 400))"])
  }

  /// Takes out the weights of queues that are not worked: those of a file or of code are for its own queues and say
  /// nothing of others.
  func dropStrayWeights(of source: inout Source) {
    let selection = source.dialect.selection(source.queues)
    source.weights.removeAll { !selection.covers($0.queue) }
  }
}
