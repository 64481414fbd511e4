import LifeboatFormat
import LifeboatRedis

/// Whether Sidekiq's dead set is about to drop jobs, and what Lifeboat keeps beside it.
struct DeadSetCheck: Check {
  let name = "dead-set"
  let group = CheckGroup.sizes
  let fine = "the dead set has room"

  let dialect: SidekiqDialect
  /// What Ruby leaves of the set whenever a job of its own dies; an app may set another number (`dead_max_jobs`).
  private static let most = 9_999

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let counts = try await examination.connection.read([
      RedisCommand("ZCARD", dialect.keys.dead), RedisCommand("LLEN", dialect.ownKeys.overflow),
    ])
    let dead = counts[0].int ?? 0
    let overflow = counts[1].int ?? 0
    var findings: [Finding] = []
    if dead >= Self.most {
      findings.append(
        .warning(
          "the dead set is full with \(dead) jobs: Ruby drops the oldest with each that dies",
          advice:
            "send them back (`lifeboat failed requeue`) or keep a copy (`lifeboat failed rm --all --archive FILE`)",
          .number("dead", dead)))
    } else if dead >= SidekiqDeadLimits.count {
      findings.append(
        .note(
          "the dead set has \(dead) jobs and Ruby keeps \(Self.most); Lifeboat puts more into its overflow list, Ruby"
            + " drops the oldest",
          advice:
            "send them back (`lifeboat failed requeue`) or keep a copy (`lifeboat failed rm --all --archive FILE`)",
          .number("dead", dead)))
    }
    if overflow > 0 {
      findings.append(
        .note(
          "\(Advice.count(overflow, "dead job")) \(overflow == 1 ? "is" : "are") kept beside the dead set, where Ruby's"
            + " pages do not show \(overflow == 1 ? "it" : "them")",
          advice: "every `lifeboat failed` command sees them too", .number("overflow", overflow)))
    }
    return findings
  }
}
