import LifeboatFormat
import LifeboatRedis

/// Other apps in the same database: of the other format, or under another namespace.
struct NeighboursCheck: Check {
  let name = "neighbours"
  let group = CheckGroup.keys
  let fine = "no other app's queues are in this database"

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let scan = try await KeyScan(matching: "*queues", type: "set", on: examination.connection)
    let own = examination.dialect.keys.queues
    let others = scan.keys.filter { $0 != own && ($0 == "queues" || $0.hasSuffix(":queues")) }
      .filter { !$0.utf8.starts(with: examination.dialect.keys.queue("").utf8) }
      .map { $0 == "queues" ? "none" : String($0.dropLast(":queues".count)) }
    guard !others.isEmpty else { return [] }
    return [
      .note(
        "this database also holds queues of \(others.count == 1 ? "another app" : "other apps"), under the"
          + " namespace\(others.count == 1 ? "" : "s") \(Advice.names(others))",
        advice:
          "look there too: `lifeboat doctor --namespace NAME`, with --dialect; one that is a mistyped namespace has"
          + " jobs that nobody runs",
        .texts("namespaces", others))
    ]
  }
}
