import LifeboatFormat

/// Whether Lifeboat's workers are of one version.
struct VersionsCheck: Check {
  let name = "versions"
  let group = CheckGroup.workers
  let fine = "Lifeboat's workers are of one version"

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let versions = Set(try await examination.members().map { $0.version ?? "unknown" }).sorted()
    guard versions.count > 1 else { return [] }
    return [
      .note(
        "Lifeboat's workers are of \(versions.count) versions: \(Advice.names(versions))",
        advice: "as it should be during a deploy; otherwise some were not restarted: `lifeboat worker ls`",
        .texts("versions", versions))
    ]
  }
}
