import LifeboatRedis

/// How long Redis takes to answer, from here.
struct LatencyCheck: Check {
  let name = "latency"
  let group = CheckGroup.redis
  let fine = "Redis answers within milliseconds"

  /// How often it is asked.
  private static let tries = 5
  private static let slow = Duration.milliseconds(5)
  private static let tooSlow = Duration.milliseconds(50)

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let clock = ContinuousClock()
    var times: [Duration] = []
    for _ in 0..<Self.tries {
      let start = clock.now
      _ = try await examination.connection.read([RedisCommand("PING")])
      times.append(clock.now - start)
    }
    let median = times.sorted()[Self.tries / 2]
    guard median > Self.slow else { return [] }
    let milliseconds = Int(median / .milliseconds(1))
    let sentence = "Redis takes \(milliseconds) ms to answer from here; every lease and settle waits as long"
    let evidence = [Finding.Evidence.number("milliseconds", milliseconds)]
    return [
      median > Self.tooSlow
        ? Finding(
          .warning, sentence, advice: "run workers in Redis's own network; `redis-cli --latency` measures on",
          evidence: evidence)
        : Finding(.note, sentence, evidence: evidence)
    ]
  }
}
