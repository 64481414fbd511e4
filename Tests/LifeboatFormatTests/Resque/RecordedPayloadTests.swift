import Testing

@testable import LifeboatFormat

@Suite struct RecordedPayloadTests {
  private static let wrapper = "ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper"

  private func shown(_ payload: [UInt8]) throws -> JSONSlice {
    let embedded = try JSONSlice(parsing: RecordedPayload.embed(payload))
    #expect(embedded.findings.isStrict)
    #expect(RecordedPayload.original(of: embedded) == payload)
    return embedded
  }

  @Test func `strict JSON is embedded as it is`() throws {
    for json in [#"{"class":"A","args":[1.50,"\/é"]}"#, "{ \"args\" : [] , \"class\":\"A\" }", #"{"class":5}"#, "{}"] {
      #expect(RecordedPayload.embed(bytes(json)) == bytes(json))
      #expect(text(try shown(bytes(json)).bytes) == json)
    }
  }

  @Test(arguments: [
    (#"{"class":"A","args":[1]/*c*/}"#, "A", "[1]"), (#"{"class":"A","args":["\q"]}"#, "A", "[]"),
    (#"{"class":"A","args":[1]} "#, "A", "[1]"),
    ("{broken", "(unreadable)", "[]"), ("", "(unreadable)", "[]"), ("[1]", "(unreadable)", "[]"),
    (#"{"class":"","args":[1]/**/}"#, "(unreadable)", "[1]"), (#"{"class":"A","args":[1],"x":"#, "A", "[1]"),
    (#"{"class":"A","args":[1],"lifeboat_original":"eA=="}"#, "A", "[1]"),
  ])
  func `anything else shows class and args as far as they can be read`(
    json: String, className: String, arguments: String
  ) throws {
    let embedded = try shown(bytes(json))
    #expect(embedded.members.map(\.key) == ["class", "args", "lifeboat_original"])
    #expect(embedded["class"]?.string == className)
    #expect(embedded["args"].map { text($0.bytes) } == arguments)
  }

  @Test func `bytes that are no text come back exactly`() throws {
    let broken = bytes(#"{"class":"A"#) + [0xFF] + bytes(#"","args":["x"]}"#)
    let embedded = try shown(broken)
    #expect(embedded["class"]?.string == "A\u{FFFD}")
    #expect(embedded["args"].map { text($0.bytes) } == #"["x"]"#)
    _ = try shown(Array(0...255))
  }

  @Test func `what is too deep for a record becomes Base64`() throws {
    func nested(_ depth: Int) -> [UInt8] {
      let brackets = String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1)
      return bytes(#"{"class":"A","args":\#(brackets)}"#)
    }
    #expect(RecordedPayload.embed(nested(98)) == nested(98))
    let embedded = try shown(nested(99))
    #expect(embedded["class"]?.string == "A")
    #expect(embedded[RecordedPayload.originalKey] != nil)
    // At 99 the array alone still fits; at 100 it doesn't.
    #expect(embedded["args"]?.findings.depth == 98)
    #expect(try shown(nested(100))["args"]?.findings.depth == 1)
  }

  @Test(arguments: ["[]", "[5]", "null", "{}"])
  func `an Active Job without its object gets one, so that Ruby's page works`(arguments: String) throws {
    let embedded = try shown(bytes(#"{"class":"\#(Self.wrapper)","args":\#(arguments)}"#))
    #expect(embedded["args"].map { text($0.bytes) } == "[{}]")
    let whole = bytes(#"{"class":"\#(Self.wrapper)","args":[{"job_class":"A"}]}"#)
    #expect(RecordedPayload.embed(whole) == whole)
  }

  @Test func `what isn't an object has no original`() throws {
    #expect(RecordedPayload.original(of: try JSONSlice(parsing: bytes("null"))) == nil)
  }
}
