import Testing

@testable import LifeboatFormat

@Suite struct PayloadEditingTests {
  private func payload(_ text: String) throws -> Payload { try Payload(bytes(text)) }

  @Test func `a replaced field leaves every other byte alone`() throws {
    let payload = try payload(#" { "class" : "A" , "args":[1.50,"\/"], "class":"B" /*x*/ } "#)
    let edited = try payload.replacing("class", with: bytes(" \"C\" "))
    #expect(text(edited.bytes) == #" { "class" : "A" , "args":[1.50,"\/"], "class":"C" /*x*/ } "#)
    #expect(edited.className?.string == "C")
  }

  @Test func `a field that isn't there is added last`() throws {
    #expect(text(try payload(#"{"a":1 }"#).replacing("b\"", with: bytes("[2]")).bytes) == #"{"a":1,"b\"":[2] }"#)
    #expect(text(try payload("{ }").replacing("b", with: bytes("2")).bytes) == #"{"b":2 }"#)
    #expect(text(try payload("{\"a\":1 //x\n}").adding("a", bytes("2")).bytes) == "{\"a\":1,\"a\":2 //x\n}")
  }

  @Test func `only JSON can be put in`() throws {
    let payload = try payload(#"{"a":1}"#)
    #expect(throws: MalformedPayload.self) { try payload.replacing("a", with: bytes("1,\"b\":2")) }
    #expect(throws: MalformedPayload.empty) { try payload.replacing("a", with: []) }
    let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(throws: MalformedPayload.self) { try payload.replacing("a", with: bytes(deep)) }
  }

  @Test(arguments: [
    (#"{"a":1,"b":2,"c":3}"#, #"{"a":1,"c":3}"#), (#"{"b":1,"c":2}"#, #"{"c":2}"#),
    (#"{ "b":1 , "c":2 }"#, #"{"c":2 }"#),
    (#"{"a":1, "b":2 }"#, #"{"a":1 }"#), (#"{"b":2}"#, "{}"), (#"{"b":1,"b":2,"a":3,"b":4}"#, #"{"a":3}"#),
    (#"{ "a":1 , "b":2 , "c":3 } "#, #"{ "a":1 , "c":3 } "#), (#"{"a":1}"#, #"{"a":1}"#), (#" {"\u0062":1} "#, " {} "),
    (#"{"b":[{"b":1}],"a":{"b":2}}"#, #"{"a":{"b":2}}"#),
  ])
  func `a removed field goes with its comma`(before: String, after: String) throws {
    #expect(text(try payload(before).removing("b").bytes) == after)
  }
}
