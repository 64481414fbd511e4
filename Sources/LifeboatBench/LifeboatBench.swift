import ArgumentParser
import Lifeboat

/// The Swift side of `scripts/bench`: jobs that do nothing, a worker that runs them, a client, and a clock.
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
    subcommands: [WorkCommand.self, EnqueueCommand.self, LatencyCommand.self])
}

extension RedisFlags {
  /// The dialect that is measured: Resque's unless told. Nothing is looked up: the Redis is empty.
  func benchDialect() throws -> any WorkerDialect {
    try dialectChoice().told?.worker ?? ResqueDialect()
  }
}
