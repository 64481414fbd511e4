import LifeboatClient
import LifeboatFormat
import Logging

/// Everything that a worker is told, checked whole before anything starts.
public struct WorkerConfiguration: Sendable {
  /// Where the jobs come from.
  public var source: Source
  /// Where other jobs come from: other apps, or other queues of the same, each with slots of its own.
  public var otherSources: [Source] = []
  /// What runs them.
  public var registry: JobRegistry
  /// What runs around every job; the first is the outermost.
  public var middleware: [any JobMiddleware] = []
  /// How many jobs of a source run at once: the number of its slots, where the source does not say.
  public var concurrency: Int = usualConcurrency
  /// How long a worker may be silent before others take its jobs back.
  ///
  /// A worker beats at least ten times a lease. Shorter means quicker recovery from a crash, longer means more
  /// patience with a paused machine.
  public var lease: Duration = .seconds(30)
  /// When a lease counts as made, and an outcome as settled. With replicas, a job begins only when they have its lease, so
  /// that after a failover no other worker finds it in its queue. Where too few confirm, the worker says so and goes on.
  public var durability: Durability = .acknowledged
  /// How long a stop waits for running jobs before it cancels them and puts them back.
  public var stopTimeout: Duration = .seconds(25)
  /// When the worker stops by itself, so that a fresh process takes its place; never unless told.
  public var limits = WorkerLimits()
  /// Whether the worker stops by itself once its queues are empty and nothing runs.
  public var drains: Bool = false
  /// Where the app keeps its failures; `nil` finds it by what Redis holds when the worker registers.
  public var failures: FailureBackend?
  /// How many dead workers a running job may leave behind before it counts as what killed them.
  public var poisonLimit: Int = usualPoisonLimit
  /// Whether the worker moves delayed jobs that are due to their queues, while no resque-scheduler does; `nil` where a
  /// registered class is retried with a delay.
  public var promotesDelayed: Bool?
  /// What Sidekiq's pages show beside the process; `nil` for the name of the folder that it works in, as in Sidekiq 8.
  public var tag: String?
  /// How often a worker of Sidekiq's dialect looks for what is due. A job that fails here and soon runs again is not kept
  /// waiting by it.
  public var pollInterval = SidekiqPollInterval.standard
  /// What else they show there, beside `lifeboat`.
  public var labels: [String] = []
  /// Where the worker says what it does.
  public var logger: Logger

  /// The defaults around a source.
  public init(source: Source, registry: JobRegistry = JobRegistry(), logger: Logger = Logger(label: "lifeboat")) {
    self.source = source
    self.registry = registry
    self.logger = logger
  }

  /// Registers a job type; the class name on the wire is the type's own.
  public mutating func register<J: Job>(_ type: J.Type) {
    registry.register(type)
  }

  /// Registers a closure whose parameters, behind the context, are the positional arguments.
  public mutating func register<each Argument: Decodable & Sendable>(
    _ className: String, options: JobOptions = .standard,
    _ body: @escaping @Sendable (_ context: JobContext, repeat each Argument) async throws -> Void
  ) {
    registry.register(className, options: options, body)
  }

  /// Registers a closure that reads the arguments by itself, from the context.
  @_disfavoredOverload
  public mutating func register(
    _ className: String, options: JobOptions = .standard,
    untyped body: @escaping @Sendable (_ context: JobContext) async throws -> Void
  ) {
    registry.register(className, options: options, untyped: body)
  }

  /// Adds a link to the middleware, within those that are there.
  public mutating func use(_ link: some JobMiddleware) {
    middleware.append(link)
  }

  /// Checks the whole configuration without starting anything.
  public func validate() throws(WorkerConfigurationError) {
    var problems: [String] = []
    for (index, own) in each.enumerated() {
      for problem in own.sourceProblems {
        problems.append(otherSources.isEmpty ? problem : "source \(index + 1) (\(own.source.dialect.name)): \(problem)")
      }
      let earlier = ([source] + otherSources)[..<index]
      if earlier.contains(where: { $0.isOfSameApp(as: own.source) && $0.name == own.source.name }) {
        let name = Printable.line(own.source.name, limit: 80)
        problems.append("two sources of one app are called \(name); give each a name of its own")
      }
    }
    if !Self.leases.contains(lease) {
      problems.append("lease is \(DurationText.format(lease)); expected 1s to 1h")
    }
    let poll = pollInterval.average
    if !Self.pollIntervals.contains(poll) {
      problems.append("poll interval is \(DurationText.format(poll)); expected 100ms to 1h")
    }
    if let replicas = durability.replicas {
      if !(1...100).contains(replicas) { problems.append("wait replicas is \(replicas); expected 1 to 100") }
      if !Self.replicaPatiences.contains(durability.patience) {
        problems.append("wait time is \(DurationText.format(durability.patience)); expected 1ms to 10s")
      }
    }
    if stopTimeout < .zero {
      problems.append("timeout is negative; expected 0s or more")
    }
    problems += limits.problems(resident: ProcessMemory.bytes)
    if poisonLimit < 1 {
      problems.append("poison limit is \(poisonLimit); expected 1 or more")
    }
    if registry.isEmpty {
      problems.append("no job class is registered, so every job would fail; register one, or give a handlers file")
    }
    problems += registry.problems
    guard problems.isEmpty else { throw WorkerConfigurationError(problems: problems) }
  }

  /// This configuration for each of the sources by itself.
  var each: [WorkerConfiguration] {
    ([source] + otherSources).map { source in
      var own = self
      own.source = source
      own.otherSources = []
      own.concurrency = source.concurrency ?? concurrency
      return own
    }
  }

  /// What is wrong with the source: a sentence for each.
  private var sourceProblems: [String] {
    var problems: [String] = []
    if source.queues.isEmpty {
      problems.append("no queue is given; name at least one, for example --queue default")
    }
    let selection = source.selection
    for queue in selection.wanted where queue.text.isEmpty {
      problems.append("a queue name is empty; leave it out")
    }
    if !source.queues.isEmpty && selection.wanted.isEmpty {
      problems.append("every queue that is given is an exclusion; name what is left, for example --queue '*,!mail'")
    }
    for (index, weight) in source.weights.enumerated() {
      let name = Printable.line(weight.queue, limit: 80)
      if !(1...1000).contains(weight.weight) {
        problems.append("the weight of \(name) is \(weight.weight); expected 1 to 1000")
      }
      if !selection.covers(weight.queue) {
        problems.append("\(name) has a weight, but is none of the queues; name it there too, or leave its weight out")
      }
      if source.weights[..<index].contains(where: { $0.queue == weight.queue }) {
        problems.append("\(name) has two weights; keep one of them")
      }
    }
    if !(1...1000).contains(concurrency) {
      problems.append("concurrency is \(concurrency); expected 1 to 1000")
    }
    return problems
  }

  /// Whether the worker moves delayed jobs, as far as it is known now.
  var isPromoting: Bool { promotesDelayed ?? source.dialect.parts.movesDelayed(self) }

  /// The leases that a worker may have.
  static let leases: ClosedRange<Duration> = .seconds(1) ... .seconds(3600)
  /// The poll intervals that it may have.
  static let pollIntervals: ClosedRange<Duration> = .milliseconds(100) ... .seconds(3600)
  /// How long a worker may wait for replicas: it neither leases nor settles meanwhile.
  static let replicaPatiences: ClosedRange<Duration> = .milliseconds(1) ... .seconds(10)
  static let usualConcurrency = 10
  static let usualPoisonLimit = 3

  /// How often the worker beats.
  var beatInterval: Duration { min(.seconds(1), lease / 10) }
}

/// What is wrong with a configuration: every problem, not just the first.
public struct WorkerConfigurationError: Error, Equatable, CustomStringConvertible {
  /// A sentence for each problem.
  public let problems: [String]

  public var description: String { problems.joined(separator: "\n") }
}
