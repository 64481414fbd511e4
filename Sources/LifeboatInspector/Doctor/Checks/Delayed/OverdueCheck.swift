import LifeboatFormat
import LifeboatRedis

/// Jobs whose time has come and that nobody has moved to their queues.
struct OverdueCheck: Check {
  let name = "overdue"
  let group = CheckGroup.delayed
  let fine = "no job is overdue"

  /// A sorted set in which jobs wait by the second when they are due, and what people call one of its members, and many.
  struct Schedule {
    let key: String
    let one: String
    let many: String
  }

  /// Where jobs wait.
  let schedules: [Schedule]
  /// What to start where nobody moves them.
  let mover: String

  /// Seconds that a job may be late: who moves them looks every few seconds.
  private static let slack = 120.0

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let bound = String(Int(examination.now - Self.slack))
    let replies = try await examination.connection.read(
      schedules.flatMap { schedule in
        [
          RedisCommand("ZRANGE", schedule.key, 0, 0, "WITHSCORES"),
          RedisCommand("ZCOUNT", schedule.key, "-inf", bound),
        ]
      }, showsWrongTypes: true)
    return schedules.enumerated().compactMap { index, schedule in
      guard let count = replies[2 * index + 1].int, count > 0 else { return nil }
      let first = replies[2 * index].array?.last?.string.flatMap { Double($0) } ?? examination.now
      let late = examination.now - first
      return .problem(
        (count == 1 ? "1 \(schedule.one) is overdue" : "\(count) \(schedule.many) are overdue, the first")
          + " for \(Advice.span(late)): nobody moves what is due to its queue",
        advice: mover, .text("set", schedule.key), .number("entries", count),
        .number("seconds", Int(min(max(0, late), 1e12))))
    }
  }
}
