import LifeboatFormat

/// Queues with jobs that no worker serves, of either language.
struct UnservedCheck: Check {
  let name = "unserved"
  let group = CheckGroup.queues
  let fine = "a worker serves every queue in which jobs wait"

  /// How many are named one by one.
  private static let most = 10

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let serving = try await examination.serving()
    let left = try await examination.queues().filled.filter { !serving.isServed($0.name) }
      .sorted { $0.length ?? 0 > $1.length ?? 0 }
    guard !left.isEmpty else { return [] }
    if serving.isEmpty {
      let jobs = left.reduce(0) { $0 + ($1.length ?? 0) }
      return [
        .problem(
          "no worker is registered, and \(Advice.count(jobs, "job")) wait\(Advice.s(jobs)) in"
            + " \(Advice.count(left.count, "queue")): \(Advice.names(left.map(\.name)))",
          advice: "start one: `lifeboat work --queue \(Advice.word(left[0].name))`, or a Ruby worker",
          .number("jobs", jobs), .texts("queues", left.prefix(20).map(\.name)))
      ]
    }
    let shown = left.prefix(Self.most).map { queue in
      let count = queue.length ?? 0
      return Finding.problem(
        "\(Advice.count(count, "job")) wait\(Advice.s(count)) in the queue \(Printable.line(queue.name, limit: 80)), which no"
          + " worker serves",
        advice: "start a worker with --queue \(Advice.word(queue.name)), or"
          + " `lifeboat queue move \(Advice.word(queue.name)) TARGET` if the name is a mistake",
        .text("queue", queue.name), .number("jobs", count))
    }
    guard left.count > Self.most else { return shown }
    let rest = left.dropFirst(Self.most)
    return shown + [
      .problem(
        "and \(Advice.count(rest.count, "queue")) more, with \(rest.reduce(0) { $0 + ($1.length ?? 0) }) jobs",
        advice: "`lifeboat queue ls` lists all", .number("queues", rest.count))
    ]
  }
}
