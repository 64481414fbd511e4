import LifeboatFormat

/// Classes that nobody runs who serves their queue, where all who do say which they run.
struct ClassesCheck: Check {
  let name = "classes"
  let group = CheckGroup.payloads
  let fine = "a worker that serves its queue runs each job's class, or may"

  private struct Kind: Hashable {
    let className: String
    let queue: String
  }

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let serving = try await examination.serving()
    let sample = try await examination.sample()
    var counts: [Kind: Int] = [:]
    for entry in sample.entries {
      guard case .queue(let queue) = entry.place, case .success(let record) = entry.record else { continue }
      counts[Kind(className: record.className, queue: queue), default: 0] += 1
    }
    let unknown = counts.filter { serving.knowledge(of: $0.key.className, on: $0.key.queue) == .nobodyRuns }
      .sorted { ($0.key.className, $0.key.queue) < ($1.key.className, $1.key.queue) }
    return unknown.prefix(10).map { kind, count in
      let name = Printable.line(kind.className, limit: 80)
      return .warning(
        "no worker of the queue \(Printable.line(kind.queue, limit: 80)) runs \(name): \(Advice.count(count, "job")) \(sample.extent)"
          + " will fail",
        advice:
          "deploy a worker that registers \(name), name it in the handlers file, or let a Ruby worker serve the queue",
        .text("class", kind.className), .text("queue", kind.queue), .number("jobs", count))
    }
  }
}
