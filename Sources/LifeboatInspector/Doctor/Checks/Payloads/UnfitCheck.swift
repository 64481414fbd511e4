import LifeboatFormat

/// Jobs that need what only Sidekiq Pro or Enterprise has: Lifeboat never runs them as if they were plain.
struct UnfitCheck: Check {
  let name = "paid-features"
  let group = CheckGroup.payloads
  let fine = "no job needs Sidekiq Pro or Enterprise"

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let sample = try await examination.sample()
    return [UnfitPayload.batch, .encrypted].compactMap { obstacle in
      let entries = sample.entries.filter { entry in
        if case .success(let record) = entry.record { record.obstacle == obstacle } else { false }
      }
      guard let first = entries.first else { return nil }
      let places = Set(entries.map(\.place.label)).sorted()
      let isWaiting = entries.contains { if case .queue = $0.place { true } else { false } }
      return Finding(
        isWaiting ? .warning : .note,
        "\(Advice.count(entries.count, "job")) \(sample.extent) \(reason(obstacle)), such as that of \(first.address) in"
          + " \(first.place.label)",
        advice:
          "let Ruby workers serve \(Advice.names(places)), and Lifeboat's other queues: here such jobs are not run but"
          + " fail (docs/from-sidekiq.md, Jobs that are not ours)",
        evidence: [.number("jobs", entries.count), .text("feature", obstacle == .batch ? "batch" : "encryption")])
    }
  }

  private func reason(_ obstacle: UnfitPayload) -> String {
    obstacle == .batch
      ? "of a batch of Sidekiq Pro, which would not hear of the end"
      : "with arguments that Sidekiq Enterprise has encrypted"
  }
}
