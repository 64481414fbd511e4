import Testing

@testable import LifeboatFormat

@Suite struct KeywordsTests {
  private struct Options: Codable, Hashable {
    var notify: Bool
    var since: CalendarDate?
  }

  private struct Required: Codable, Hashable {
    var user: Int
    @Keywords var options: Options
  }

  private struct Lenient: Codable, Hashable {
    var user: Int
    @Keywords var options: Options?
  }

  private struct Empty: Codable {
    struct None: Codable {}
    @Keywords var options: None
  }

  private func decode<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Value {
    try ArgumentsDecoder.decode(type, from: try JSONSlice(parsing: bytes(json)), className: "Job")
  }

  @Test func `keywords are marked for Active Job, and a plain object otherwise`() throws {
    let job = Required(user: 1, options: Options(notify: true, since: CalendarDate("2024-01-02")))
    #expect(
      text(try ArgumentsEncoder.encode(job, as: .activeJob))
        == #"[1,{"notify":true,"since":{"_aj_serialized":"ActiveJob::Serializers::DateSerializer","value":"2024-01-02"},"#
        + #""_aj_ruby2_keywords":["notify","since"]}]"#)
    #expect(text(try ArgumentsEncoder.encode(job)) == #"[1,{"notify":true,"since":"2024-01-02"}]"#)
    #expect(
      text(try ArgumentsEncoder.encode(Empty(options: .init()), as: .activeJob)) == #"[{"_aj_ruby2_keywords":[]}]"#)
  }

  @Test func `keywords decode from an object`() throws {
    let options = Options(notify: false, since: nil)
    #expect(try decode(Required.self, #"[1,{"notify":false}]"#) == Required(user: 1, options: options))
    #expect(try decode(Lenient.self, #"[1,{"notify":false}]"#) == Lenient(user: 1, options: options))
    let error = #expect(throws: UnfitArguments.self) { try decode(Required.self, #"[1,{"notify":1}]"#) }
    #expect(
      error?.description
        == "Argument 2 of Job (options.notify) must be true or false, but the payload has the number 1.")
  }

  @Test func `optional keywords may be missing`() throws {
    #expect(try decode(Lenient.self, "[1]") == Lenient(user: 1, options: nil))
    #expect(text(try ArgumentsEncoder.encode(Lenient(user: 1, options: nil), as: .activeJob)) == "[1]")
    #expect(
      text(try ArgumentsEncoder.encode(Lenient(user: 1, options: Options(notify: true)), as: .activeJob))
        == #"[1,{"notify":true,"_aj_ruby2_keywords":["notify"]}]"#)
    #expect(throws: UnfitArguments.tooFew(className: "Job", atLeast: 2, got: 1, missing: "options")) {
      try decode(Required.self, "[1]")
    }
  }
}
