import LifeboatFormat

/// Jobs of a size that makes everything slow.
struct LargeJobsCheck: Check {
  let name = "large-jobs"
  let group = CheckGroup.payloads
  let fine = "no job is large"

  private static let large = 100_000

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let sample = try await examination.sample()
    let large = sample.entries.filter { $0.size >= Self.large }.sorted { $0.size > $1.size }
    guard let largest = large.first else { return [] }
    var name = ""
    if case .success(let record) = largest.record { name = ", a \(Printable.line(record.className, limit: 60))" }
    return [
      .warning(
        "\(Advice.count(large.count, "job")) \(sample.extent) \(large.count == 1 ? "has" : "have") more than"
          + " \(Advice.bytes(Self.large)); the largest\(name), has \(Advice.bytes(largest.size)) (\(largest.place.label),"
          + " \(largest.address))",
        advice: "let its arguments say where the data is (a row's id, a file's name) rather than hold it",
        .number("jobs", large.count), .number("largest", largest.size), .text("place", largest.place.name))
    ]
  }
}
