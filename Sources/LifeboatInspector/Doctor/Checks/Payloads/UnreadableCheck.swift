import LifeboatFormat

/// Jobs that nobody can read.
struct UnreadableCheck: Check {
  let name = "unreadable"
  let group = CheckGroup.payloads
  let fine = "every job can be read"

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let sample = try await examination.sample()
    return sample.places.compactMap { place in
      let bad = sample.entries.filter { $0.place == place }.compactMap { entry in
        if case .failure(let reason) = entry.record { (entry, reason) } else { nil }
      }
      guard let (entry, reason) = bad.first else { return nil }
      let sentence =
        "\(Advice.count(bad.count, "job")) of \(place.label) cannot be read, such as that of \(entry.address): \(reason)"
      return Finding(
        level(place), sentence, advice: advice(place, entry),
        evidence: [
          .text("place", place.name), .number("entries", bad.count), .text("example", entry.address),
          .text("reason", "\(reason)"),
        ])
    }
  }

  private func level(_ place: JobSample.Place) -> Finding.Level {
    switch place {
    case .queue: .problem
    case .waiting: .warning
    // Where they belong: somebody has met them.
    case .failed: .note
    }
  }

  private func advice(_ place: JobSample.Place, _ entry: JobSample.Entry) -> String {
    switch place {
    case .queue(let name):
      "a Lifeboat worker records it as failed when it meets it, a Ruby worker may end or lose it: look at it with"
        + " `lifeboat queue show \(Advice.word(name)) --offset \(entry.index)`, and mend who sends it"
    case .waiting(let set) where set == "retry":
      "`lifeboat failed rm --set retry --malformed --archive FILE` takes it out, with a copy"
    case .waiting: "when it is due a Lifeboat worker buries it, Ruby loses it: mend who sends it"
    case .failed(let set):
      "`lifeboat failed show \(entry.id ?? "")` shows it; `lifeboat failed rm --malformed --archive FILE` takes it out"
        + (set == "failed" || set == "dead" ? "" : " (set \(Printable.line(set, limit: 60)))")
    }
  }
}
