import LifeboatFormat

/// Keys that begin like Lifeboat's and are none that this version writes.
struct OwnKeysCheck: Check {
  let name = "own-keys"
  let group = CheckGroup.keys
  let fine = "every key that begins like Lifeboat's is one that this version knows"

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let scan = try await examination.ownKeys()
    var findings: [Finding] = []
    let strays = scan.keys.filter { examination.dialect.ownKeys.meaning(of: $0) == nil }
    if !strays.isEmpty {
      findings.append(
        .warning(
          "\(Advice.count(strays.count, "key")) begin\(Advice.s(strays.count)) like Lifeboat's and \(strays.count == 1 ? "is" : "are")"
            + " unknown to this version: \(Advice.names(strays))",
          advice:
            "a newer Lifeboat may have written them: look with that version; else see what they hold before you delete",
          .number("keys", strays.count), .texts("examples", Array(strays.prefix(5)))))
    }
    if scan.isCut {
      findings.append(
        .note(
          "the search for Lifeboat's keys was ended after \(KeyScan.patience.components.seconds) s, or \(KeyScan.most) keys:"
            + " what other checks say of orphans and operations is of those", advice: nil,
          .number("keys", scan.keys.count)))
    }
    return findings
  }
}
