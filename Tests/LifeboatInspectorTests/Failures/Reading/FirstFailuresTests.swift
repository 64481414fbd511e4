import LifeboatFormat
import LifeboatInspector
import Testing

@Suite struct FirstFailuresTests {
  private func record(_ className: String, _ time: String) -> FailureRecord {
    let entry = #"{"failed_at":"\#(time)","payload":{"class":"\#(className)","args":[]},"queue":"q\#(className)"}"#
    return ResqueDialect().record(StoredFailure(set: "failed", bytes: Array(entry.utf8)))
  }

  private func classes(_ order: FailureOrder, limit: Int = 9, _ records: [FailureRecord]) -> String {
    var first = FirstFailures(order, limit: limit)
    for record in records { first.add(record) }
    return first.all.map { ResqueDialect().record($0).className ?? "-" }.joined()
  }

  @Test func `each order has its first ones`() {
    let records = [
      record("C", "2026/11/21 09:00:03 UTC"), record("A", "soon"), record("B", "2026/11/21 09:00:01 UTC"),
      record("D", "2026/11/21 09:00:02 UTC"),
    ]
    #expect(classes(.newest, records) == "CDBA")
    #expect(classes(.oldest, records) == "BDCA")
    #expect(classes(.className, records) == "ABCD")
    #expect(classes(.queue, limit: 2, records) == "AB")
    #expect(classes(.error, records) == "CDBA")
    #expect(classes(.newest, limit: 0, records) == "")
  }

  @Test func `few of many are kept`() {
    var first = FirstFailures(.oldest, limit: 3)
    for number in 0..<20_000 {
      let second = (number * 7_919) % 20_000
      first.add(record("\(second)", Timestamp.resqueFailedAt(1_795_000_000 + second)))
    }
    #expect(first.all.map { ResqueDialect().record($0).className } == ["0", "1", "2"])
  }
}
