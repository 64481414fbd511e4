import Testing

@testable import LifeboatFormat

@Suite struct SidekiqDueEntryTests {
  private let now = SidekiqTime(microseconds: 1_795_252_255_250_000)

  private func pushed(_ json: String) throws -> String {
    text(try SidekiqDueEntry(bytes(json)).payload(at: now, jid: "made"))
  }

  @Test func `what Ruby's poller lost is malformed, what it moved has the same fields`() throws {
    var lost = 0
    var moved = 0
    for line in SidekiqCaptures.lines("poller") {
      guard let after = line.after else {
        #expect(line.outcome == "LOST")
        #expect(throws: MalformedPayload.self, "\(line.operation)") { try SidekiqDueEntry(line.before) }
        lost += 1
        continue
      }
      let entry = try SidekiqDueEntry(line.before)
      #expect("queue:" + entry.queue == line.key)
      let ours = try Payload(entry.payload(at: now)).object.members.map(\.key).sorted()
      #expect(ours == (try Payload(after).object.members.map(\.key).sorted()), "\(line.version) \(line.operation)")
      moved += 1
    }
    #expect(lost == 28 && moved == 16)
  }

  @Test func `only what is missing is added`() throws {
    #expect(
      try pushed(#"{"class":"A","args":[1e3,"\u00e9\/"]}"#)
        == #"{"class":"A","args":[1e3,"\u00e9\/"],"retry":true,"queue":"default","jid":"made","#
        + #""created_at":1795252255.25,"enqueued_at":1795252255.25}"#)
    let whole =
      #"{"retry":null,"zz" : 1,"enqueued_at":1.5,"class":"A","args":[],"jid":"j","created_at":2,"queue":"a b"}"#
    #expect(try pushed(whole) == whole.replacing(":1.5", with: ":1795252255.25"))
    #expect(
      try pushed(#"{"class":"A","args":[],"jid":null,"created_at":false,"retry":false,"queue":"q"}"#)
        == #"{"class":"A","args":[],"jid":"made","created_at":1795252255.25,"retry":false,"queue":"q","#
        + #""enqueued_at":1795252255.25}"#)
  }

  @Test func `a stray due time goes, a time is written in the form that is asked for`() throws {
    #expect(
      try pushed(#"{"at":5,"class":"A","args":[],"at":"x","jid":"j","created_at":1,"retry":1,"queue":"q"}"#)
        == #"{"class":"A","args":[],"jid":"j","created_at":1,"retry":1,"queue":"q","enqueued_at":1795252255.25}"#)
    let entry = try SidekiqDueEntry(bytes(#"{"class":"A","args":[],"jid":"j","retry":1,"queue":"q"}"#))
    #expect(
      text(entry.payload(at: now, form: .milliseconds))
        == #"{"class":"A","args":[],"jid":"j","retry":1,"queue":"q","created_at":1795252255250,"#
        + #""enqueued_at":1795252255250}"#)
  }

  @Test(arguments: [
    ("0", "-1"), ("5", "4"), ("-1", "-2"), ("1.0", "0"), ("null", "null"), (#""3""#, #""3""#), ("false", "false"),
    ("-9223372036854775808", "-9223372036854775808"),
  ])
  func `a retry by hand does not count`(before: String, after: String) throws {
    let json = #"{"class":"A","args":[],"jid":"j","created_at":1,"retry":1,"queue":"q","retry_count":\#(before)}"#
    let ours = text(try SidekiqDueEntry(bytes(json)).retriedByHand(at: now))
    #expect(
      ours == #"{"class":"A","args":[],"jid":"j","created_at":1,"retry":1,"queue":"q","retry_count":\#(after),"#
        + #""enqueued_at":1795252255.25}"#)
    let none = #"{"class":"A","args":[],"jid":"j","created_at":1,"retry":1,"queue":"q"}"#
    #expect(!text(try SidekiqDueEntry(bytes(none)).retriedByHand(at: now)).contains("retry_count"))
  }

  @Test func `a malformed entry says why`() {
    func malformed(_ json: String) -> MalformedPayload? {
      do throws(MalformedPayload) {
        _ = try SidekiqDueEntry(bytes(json))
        return nil
      } catch {
        return error
      }
    }
    #expect(malformed(#"{"args":[]}"#) == .noClass)
    #expect(malformed(#"{"class":5,"args":[]}"#) == .classNotString(.number))
    #expect(malformed(#"{"class":"","args":[]}"#) == .emptyClass)
    #expect(malformed(#"{"class":"A"}"#) == .noArgs)
    #expect(malformed(#"{"class":"A","args":null}"#) == .argsNotArray(.null))
    #expect(malformed(#"{"class":"A","args":{}}"#) == .argsNotArray(.object))
    #expect(malformed(#"{"class":"A","args":[],"tags":"x"}"#) == .tagsNotArray(.string))
    #expect(malformed(#"{"class":"A","args":[],"tags":null}"#) == nil)
    #expect(malformed(#"{"class":"A","args":[],"queue":""}"#) == .emptyQueue)
    #expect(malformed(#"{"class":"A","args":[],"queue":null}"#) == .noQueue)
    #expect(malformed(#"{"class":"A","args":[1e999]}"#) == .infiniteNumber)
    #expect(malformed("[1]") == .notObject(.array))
    #expect(malformed("") == .empty)
    #expect(malformed(#"{"class":"A","args":[],"queue":"x","queue":"a: é,😀"}"#) == nil)
  }

  @Test(arguments: [
    ("1e308", false), ("1e309", true), ("-1E+309", true), ("1.7976931348623157e309", true), ("1e-999", false),
    ("0e999", false), ("0.00001e312", false), ("0.0001e313", true), (String(repeating: "9", count: 400), false),
    (String(repeating: "9", count: 400) + ".0", true), (String(repeating: "9", count: 306) + ".0", false),
  ])
  func `only a float can be infinite`(number: String, isInfinite: Bool) throws {
    #expect(try Payload(bytes(#"{"a":[\#(number)]}"#)).findings.hasInfiniteNumber == isInfinite)
  }
}
