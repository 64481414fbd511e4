import Testing

@testable import LifeboatFormat

@Suite struct PayloadRevisionTests {
  @Test(arguments: [
    (#"{"a":1,"b":2,"c":3}"#, #"{"a":9,"d":8}"#), (#"{"b":1,"a" : 2 ,"c":3 }"#, #"{"a" : 9,"d":8 }"#),
    (#"{"b":1,"c":2}"#, #"{"a":9,"d":8}"#), (#"{ "b":1 } "#, #"{"a":9,"d":8 } "#), ("{}", #"{"a":9,"d":8}"#),
    (#"{"b":1,"b":2,"a":3,"c":4,"a":5,"x":6,"b":7}"#, #"{"a":3,"a":9,"x":6,"d":8}"#),
    (#"{"\u0061":1/*x*/,"\u0062":2}"#, #"{"\u0061":9,"d":8}"#), (#"{"d":0,"a":1}"#, #"{"d":8,"a":9}"#),
  ])
  func `fields are replaced, left out and added in one walk`(before: String, after: String) throws {
    var revision = PayloadRevision()
    revision.set("a", number: "9")
    revision.remove("b")
    revision.remove("c")
    revision.set("d", number: "8")
    let payload = try Payload(bytes(before))
    #expect(text(revision.applied(to: payload)) == after)
  }

  @Test func `an object within a payload changes alone`() throws {
    let payload = try Payload(bytes(#" {"o": {"a":1, "b":2} ,"b":3}"#))
    var revision = PayloadRevision()
    #expect(revision.isEmpty)
    revision.remove("b")
    #expect(!revision.isEmpty)
    #expect(text(revision.applied(to: try #require(payload.slice(of: "o")))) == #"{"a":1}"#)
    #expect(text(revision.applied(to: payload)) == #" {"o": {"a":1, "b":2}}"#)
  }
}
