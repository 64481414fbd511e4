import ArgumentParser
import Lifeboat

/// The Swift side of `scripts/bench`: jobs that do nothing, workers that run them, and a clock.
@main
enum LifeboatBench {
  static func main() {
    SignalThread.block()
    MainThread.run { await BenchCommand.main() }
  }
}

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The Swift side of scripts/bench.",
    subcommands: [FillCommand.self, WorkCommand.self, LatencyCommand.self])
}

extension RedisFlags {
  /// The dialect that is measured: Resque's unless told. Nothing is looked up: the Redis is empty.
  func benchDialect() throws -> any WorkerDialect {
    try dialectChoice().told?.worker ?? ResqueDialect()
  }
}

/// A job that does nothing, with the arguments of a usual one.
struct NoOp: Job {
  static let className = "NoOp"
  static let queue = "bench"

  var number: Int
  var text: String

  func perform(_ context: JobContext) async throws {}
}

/// Fills a queue with jobs.
struct FillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "fill")

  @OptionGroup var redis: RedisFlags
  @Option var jobs: Int

  func run() async throws {
    let client = Client(redis: try await redis.url(), dialect: try redis.benchDialect())
    let start = ContinuousClock.now
    var left = jobs
    while left > 0 {
      let count = min(left, 10_000)
      let first = jobs - left
      let batch = try (0..<count).map { try NewJob(NoOp(number: first + $0, text: "spring")) }
      try await client.enqueue(contentsOf: batch)
      left -= count
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    print(#"{"jobs":\#(jobs),"seconds":\#(seconds)}"#)
  }
}

/// Runs a worker with the flags of `lifeboat work`.
struct WorkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "work")

  @OptionGroup var options: WorkOptions

  func run() async throws {
    try await WorkRun.run(options) { configuration in
      configuration.source.queues = ["bench"]
      configuration.register(NoOp.self)
    }
  }
}
