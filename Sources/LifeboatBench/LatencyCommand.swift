import ArgumentParser
import Histogram
import Lifeboat

/// Measures the time from a job's enqueueing to its start, on a worker that idles or runs what others enqueue for it.
struct LatencyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "latency")

  @OptionGroup var redis: RedisFlags
  @Option var jobs: Int

  func run() async throws {
    let url = try await redis.url()
    let dialect = try redis.benchDialect()
    let (starts, start) = AsyncStream.makeStream(of: ContinuousClock.Instant.self)
    var configuration = WorkerConfiguration(
      source: Source(redis: url, dialect: dialect, queues: [NoOp.queue]),
      logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    configuration.registry.register("Stamp", untyped: { _ in start.yield(ContinuousClock.now) })
    configuration.register(NoOp.self)
    let worker = try Worker(configuration)
    let running = Task { try await worker.run() }

    let client = Client(redis: url, dialect: dialect)
    var histogram = Histogram<UInt64>(highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
    var began = starts.makeAsyncIterator()
    for index in 0..<jobs + Self.warmUp {
      let enqueued = ContinuousClock.now
      try await client.enqueue(NewJob("Stamp", queue: NoOp.queue))
      guard let started = await began.next() else { break }
      if index >= Self.warmUp { histogram.record(UInt64(max(0, (started - enqueued) / .nanoseconds(1)))) }
      // The worker settles, finds nothing, and waits again.
      try await Task.sleep(for: .milliseconds(Int.random(in: 3...6)))
    }
    worker.stop(within: .seconds(1))
    try await running.value
    let p50 = Double(histogram.valueAtPercentile(50)) / 1e6
    let p99 = Double(histogram.valueAtPercentile(99)) / 1e6
    print(#"{"jobs":\#(jobs),"p50_ms":\#(p50),"p99_ms":\#(p99)}"#)
  }

  /// Jobs that are run and not counted.
  private static let warmUp = 50
}
