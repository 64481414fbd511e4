import LifeboatFormat
import LifeboatInspector
import Testing

@Suite struct FailureTimeTests {
  private func sidekiq(_ fields: String, set: String = "dead", score: String? = "1795252999.5") -> Int? {
    let front = set == "overflow" ? "1795252998.25:" : ""
    let entry = Array((front + #"{"class":"A","args":[]\#(fields)}"#).utf8)
    return SidekiqDialect().record(StoredFailure(set: set, bytes: entry, score: score)).latestFailure
  }

  @Test func `a job of Sidekiq's failed last when it was retried last`() {
    #expect(sidekiq(#","failed_at":1795252555.9,"retried_at":1795252600.1"#) == 1_795_252_600)
    #expect(sidekiq(#","retried_at":1795252600123,"failed_at":1795252555999"#) == 1_795_252_600)
    #expect(sidekiq(#","failed_at":1795252555.9"#) == 1_795_252_555)
    #expect(sidekiq(#","failed_at":1795252555.9,"retried_at":"soon""#) == 1_795_252_555)
  }

  @Test func `one that says nothing failed when it was given up`() {
    #expect(sidekiq("") == 1_795_252_999)
    #expect(sidekiq(#","failed_at":null"#, set: "overflow", score: nil) == 1_795_252_998)
    #expect(sidekiq("", score: "inf") == nil)
    #expect(sidekiq("", set: "retry") == nil)
  }

  @Test(arguments: [
    ("2026/11/21 09:15:55 UTC", 1_795_252_555), ("2026/11/21 04:15:55 EST", 1_795_252_555),
    ("2026/11/21 14:45:55 IST", 1_795_252_555), ("2026/11/21 09:15:55 XYZ", nil), ("soon", nil),
  ])
  func `a job of Resque's failed when its entry says so`(text: String, seconds: Int?) {
    let entry = #"{"failed_at":"\#(text)","payload":{"class":"A","args":[]},"retried_at":"2026/11/22 00:00:00"}"#
    let record = ResqueDialect().record(StoredFailure(set: "failed", bytes: Array(entry.utf8)))
    #expect(record.latestFailure == seconds)
  }
}
