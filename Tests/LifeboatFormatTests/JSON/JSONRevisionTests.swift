import Testing

@testable import LifeboatFormat

@Suite struct JSONRevisionTests {
  @Test(arguments: [
    // Nothing differs by value.
    (#" {"a" : 1.0,"b":"\u00e9\/"} "#, #"{"b":"é/","a":1.0}"#, #" {"a" : 1.0,"b":"\u00e9\/"} "#),
    ("[ ]", "[]", "[ ]"), (#"{"a":1,"a":2}"#, #"{"a":2}"#, #"{"a":1,"a":2}"#),
    // Values.
    ("[1.0, 2]", "[1,2]", "[1, 2]"), ("[1e2]", "[100.0]", "[100.0]"), ("[0]", "[-0]", "[-0]"),
    (#"["\u00e9", true]"#, #"["e\u0301", false]"#, "[\"e\u{301}\", false]"), ("[null ]", "[{}]", "[{} ]"),
    (#"{"a":1,"a":2}"#, #"{"a":3}"#, #"{"a":1,"a":3}"#), (" 5 ", "\n\"x\"\n", " \"x\" "),
    // Members.
    (#"{ "a":1 , "b":2 }"#, #"{"b":2}"#, #"{"b":2 }"#), (#"{ "a":1 , "b":2 }"#, #"{"a":1}"#, #"{ "a":1 }"#),
    (#"{"a":1,"b":2}"#, "{}", "{}"), (#"{ }"#, #"{"x": [1, 2.50], "y": "\u00e9"}"#, #"{"x":[1,2.50],"y":"é" }"#),
    (#"{"a":1 }"#, #"{"z":1,"a":1,"z":2}"#, #"{"a":1,"z":2 }"#), (#"{"a":1}"#, #"{"b":1}"#, #"{"b":1}"#),
    (#"{"a":{"b":[1,{"c":1 }]}}"#, #"{"a":{"b":[1,{"c":2}]}}"#, #"{"a":{"b":[1,{"c":2 }]}}"#),
    // Elements.
    ("[ 1 , 2 , 3 ]", "[1,3]", "[ 1 , 3 ]"), ("[ 1 , 2 , 3 ]", "[2,3]", "[2 , 3 ]"), ("[ 1 , 2 ]", "[]", "[ ]"),
    ("[1 ,3 ]", "[1,2,3]", "[1,2 ,3 ]"), ("[ 2 ]", "[1,2]", "[ 1,2 ]"), ("[ ]", "[1,2]", "[1,2 ]"),
    ("[1, 2 , 4]", "[1,5,6,4]", "[1, 5,6 , 4]"), ("[1,1]", "[1,1,1]", "[1,1,1]"), ("[1 ,1,1 ]", "[1]", "[1 ]"),
  ])
  func `only what differs by value changes its bytes`(text: String, other: String, result: String) throws {
    let revised = try JSONRevision.revise(bytes(text), to: bytes(other))
    #expect(LifeboatFormatTests.text(revised) == result)
  }

  @Test func `random texts take random values, and keep their bytes where nothing changed`() throws {
    for seed in UInt64(0)..<3_000 {
      var random = SeededGenerator(state: seed)
      var maker = RandomJSON()
      let value = maker.value(&random)
      let text = maker.spelled(value, &random)
      let plain = value.encode()
      #expect(try JSONRevision.revise(bytes(text), to: plain) == bytes(text), "seed \(seed)")
      let changed = maker.changed(value, &random)
      let revised = try JSONRevision.revise(bytes(text), to: bytes(maker.spelled(changed, &random)))
      #expect(
        RandomJSON.canonical(try JSONValue(parsing: revised)).encode() == RandomJSON.canonical(changed).encode(),
        "seed \(seed): \(text) to \(changed)")
    }
  }

  @Test func `text that is no JSON is refused`() {
    #expect(throws: MalformedPayload.self) { try JSONRevision.revise(bytes("{"), to: bytes("{}")) }
    #expect(throws: MalformedPayload.empty) { try JSONRevision.revise(bytes("{}"), to: []) }
  }
}
