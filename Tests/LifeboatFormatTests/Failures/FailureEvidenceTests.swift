import LifeboatFormat
import Testing

@Suite struct FailureEvidenceTests {
  /// An entry as Ruby writes it.
  private func entry(
    at time: String = "2026/11/21 09:12:18 UTC", queue: String = "mail", error: String = "no", number: Int = 1,
    extra: String = ""
  ) -> [UInt8] {
    Array(
      (#"{"failed_at":"\#(time)","payload":{"class":"A","args":[\#(number)]},"exception":"E","error":"\#(error)","#
        + #""backtrace":["a.rb:1"],"worker":"h:1:*","queue":"\#(queue)"\#(extra)}"#).utf8)
  }

  private func backend(_ newest: [UInt8]?, _ lists: [String: [UInt8]?]) -> FailureBackend {
    let lists = lists.map { (Array($0.utf8), $1) }
    return FailureEvidence(newest: newest, queueLists: Dictionary(uniqueKeysWithValues: lists)).backend
  }

  @Test func `an app without failures, or without queue lists, uses the one list`() {
    #expect(backend(nil, [:]) == .list)
    #expect(backend(entry(), [:]) == .list)
  }

  @Test func `an app with queue lists and nothing in the one list uses those, though they are empty`() {
    #expect(backend(nil, ["mail_failed": entry()]) == .perQueue)
    #expect(backend(nil, ["mail_failed": nil]) == .perQueue)
  }

  @Test(arguments: [
    ("2026/11/21 09:12:18 UTC", FailureBackend.both), ("2026/11/21 09:12:23 UTC", .both),
    ("2026/11/21 09:12:13 UTC", .both), ("2026/11/21 09:12:24 UTC", .perQueue), ("2026/11/21 09:12:12 UTC", .list),
  ])
  func `a twin at the end of its queue's list tells of both, unless it is seconds away`(
    time: String, expected: FailureBackend
  ) {
    #expect(backend(entry(), ["other_failed": nil, "mail_failed": entry(at: time)]) == expected)
  }

  @Test func `a twin that Ruby has requeued in one list is a twin`() {
    let marked = entry(extra: #","retried_at":"2026/11/22 00:00:00 UTC""#)
    #expect(backend(marked, ["mail_failed": entry()]) == .both)
  }

  @Test func `an equal entry in the list of another queue is no twin`() {
    #expect(backend(entry(), ["other_failed": entry()]) == .perQueue)
  }

  @Test(arguments: [("payload", 2, "no", "mail"), ("error", 1, "yes", "mail"), ("queue", 1, "no", "post")])
  func `an entry that differs is no twin`(what: String, number: Int, error: String, queue: String) {
    #expect(
      backend(entry(), ["mail_failed": entry(queue: queue, error: error, number: number)]) == .perQueue, "\(what)")
  }

  @Test func `without a twin the side that was written last is in use`() {
    let old = entry(at: "2026/11/20 09:12:18 UTC", number: 2)
    #expect(backend(entry(), ["mail_failed": old, "other_failed": nil]) == .list)
    #expect(backend(old, ["mail_failed": entry(), "other_failed": nil]) == .perQueue)
    #expect(backend(old, ["mail_failed": nil]) == .list)
  }

  @Test func `entries that cannot be read decide nothing, and a zone by abbreviation is read as UTC`() {
    #expect(backend(Array("junk".utf8), ["mail_failed": entry()]) == .perQueue)
    #expect(backend(entry(), ["mail_failed": Array("junk".utf8)]) == .list)
    #expect(backend([], ["mail_failed": []]) == .list)
    let new = entry(at: "2026/11/22 09:12:18 IST", number: 2)
    #expect(backend(entry(at: "2026/11/21 09:12:18 IST"), ["mail_failed": new]) == .perQueue)
  }

  @Test func `the evidence is asked for in two steps, by the keys of the app`() {
    var asked: [[[String]]] = []
    let mail = entry()
    let evidence = FailureEvidence(keys: ResqueKeys(namespace: "app")) { commands in
      asked.append(commands)
      return asked.count == 1 ? [[Array("a b:c_failed".utf8)], []] : [[mail]]
    }
    #expect(
      asked == [
        [["SMEMBERS", "app:failed_queues"], ["LINDEX", "app:failed", "-1"]], [["LINDEX", "app:a b:c_failed", "-1"]],
      ])
    #expect(evidence.newest == nil)
    #expect(evidence.queueLists == [Array("a b:c_failed".utf8): mail])
  }

  @Test func `lists whose names look the same are two`() {
    let names = ["caf\u{E9}", "cafe\u{301}"]
    let failed = entry(queue: names[0])
    var asked = 0
    let evidence = FailureEvidence(keys: ResqueKeys()) { commands in
      asked += 1
      let lists = names.map { Array("\($0)_failed".utf8) }
      return asked == 1 ? [lists, [failed]] : [[failed], []]
    }
    #expect(evidence.queueLists.count == 2)
    #expect(evidence.backend == .both)
  }

  @Test func `a failure goes to the lists of its backend`() {
    #expect(FailureBackend.list.lists(of: "a b") == ["failed"])
    #expect(FailureBackend.perQueue.lists(of: "a b") == ["a b_failed"])
    #expect(FailureBackend.both.lists(of: "a b") == ["failed", "a b_failed"])
    #expect(FailureBackend.allCases.map(\.rawValue) == ["list", "queues", "both"])
  }
}
