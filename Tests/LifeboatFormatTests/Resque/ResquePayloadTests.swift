import Testing

@testable import LifeboatFormat

@Suite struct ResquePayloadTests {
  @Test(arguments: [
    ("", MalformedPayload.empty), ("[]", .notObject(.array)), ("{}", .noClass),
    (#"{"class":null}"#, .classNotString(.null)),
    (#"{"class":5}"#, .classNotString(.number)), (#"{"class":""}"#, .emptyClass),
    (#"{"class":"A","args":{"a":1}}"#, .argsNotArray(.object)), (#"{"class":"A","args":"x"}"#, .argsNotArray(.string)),
  ])
  func `what can't be run says why`(json: String, reason: MalformedPayload) {
    #expect(throws: reason) { try ResquePayload(bytes(json)) }
  }

  @Test func `invalid UTF-8 is malformed, because Ruby would lose the job`() {
    #expect(throws: MalformedPayload.invalidUTF8(offset: 22)) {
      try ResquePayload(bytes(#"{"class":"A","args":[""#) + [0xFF] + bytes(#""]}"#))
    }
  }

  @Test(arguments: [#"{"class":"A"}"#, #"{"class":"A","args":null}"#])
  func `no args and null args are no arguments`(json: String) throws {
    #expect(try ResquePayload(bytes(json)).arguments == nil)
  }

  @Test func `comments, loose escapes and extra keys are fine`() throws {
    let payload = try ResquePayload(bytes(#"{/*x*/"class":"\A","queue":"q","args":[1]}"#))
    #expect(payload.className == "A")
    #expect(payload.arguments.map { Array($0.elements).count } == 1)
  }

  @Test func `encoding gives Ruby's bytes`() {
    let encoded = ResquePayload.encode(className: "Archive", arguments: bytes(#"[42,"tar"]"#))
    #expect(text(encoded) == #"{"class":"Archive","args":[42,"tar"]}"#)
    #expect(text(ResquePayload.encode(className: "a\"/é", arguments: bytes("[]"))) == #"{"class":"a\"/é","args":[]}"#)
  }

  @Test func `every captured payload of class and args is encoded to the same bytes`() throws {
    var compared = 0
    for line in Captures.records("payload") {
      guard let payload = try? ResquePayload(line.bytes), let arguments = payload.arguments,
        payload.payload.object.members.map(\.key) == ["class", "args"], !line.text.contains("\n")
      else { continue }
      let encoded = ResquePayload.encode(className: payload.className, arguments: Array(arguments.bytes))
      if encoded != line.bytes { #expect(line.text.contains(" ") || line.text.contains("\\u"), "\(line.operation)") }
      compared += 1
    }
    #expect(compared > 150)
  }
}
