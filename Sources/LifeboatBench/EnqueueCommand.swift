import ArgumentParser
import Lifeboat

/// Enqueues jobs, and prints how long that took: one by one from many tasks that share a client, or in bulk.
struct EnqueueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "enqueue")

  @OptionGroup var redis: RedisFlags
  @Option var jobs: Int
  @Option(help: "Tasks that enqueue one by one.")
  var tasks = 1
  @Flag(help: "Enqueue in bulk, ten thousand at once.")
  var bulk = false

  func run() async throws {
    let client = Client(redis: try await redis.url(), dialect: try redis.benchDialect())
    // Connecting does not count.
    try await client.enqueue(Self.job(0))
    let start = ContinuousClock.now
    if bulk { try await enqueueInBulk(client) } else { try await enqueueOneByOne(client) }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    print(#"{"jobs":\#(jobs),"seconds":\#(seconds)}"#)
  }

  private func enqueueInBulk(_ client: Client) async throws {
    for first in stride(from: 0, to: jobs, by: Self.mostInBulk) {
      let batch = try (first..<min(jobs, first + Self.mostInBulk)).map { try NewJob(Self.job($0)) }
      try await client.enqueue(contentsOf: batch)
    }
  }

  private func enqueueOneByOne(_ client: Client) async throws {
    try await withThrowingTaskGroup { group in
      for task in 0..<tasks {
        group.addTask { [jobs, tasks] in
          for number in stride(from: task, to: jobs, by: tasks) { try await client.enqueue(Self.job(number)) }
        }
      }
      try await group.waitForAll()
    }
  }

  private static let mostInBulk = 10_000

  private static func job(_ number: Int) -> NoOp { NoOp(number: number, text: "spring") }
}
