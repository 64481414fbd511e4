import Testing

@testable import LifeboatFormat

@Suite struct JSONSliceTests {
  private func slice(_ text: String) throws -> JSONSlice { try JSONSlice(parsing: bytes(text)) }

  @Test func `kinds are told by the first byte`() throws {
    let kinds = try [" null", "true", "-1", "\"s\"", "[]", "{} "].map { try slice($0).kind }
    #expect(kinds == [.null, .bool, .number, .string, .array, .object])
  }

  @Test func `integers are exact and range checked`() throws {
    #expect(try slice("9223372036854775807").int == .max)
    #expect(try slice("-9223372036854775808").int == .min)
    #expect(try slice("9223372036854775808").int == nil)
    #expect(try slice("9223372036854775808").integer(UInt64.self) == 9_223_372_036_854_775_808)
    #expect(try slice("-128").integer(Int8.self) == -128)
    #expect(try slice("128").integer(Int8.self) == nil)
    #expect(try slice("-1").integer(UInt8.self) == nil)
    #expect(try slice("-0").int == 0)
    #expect(try slice("1.0").int == nil)
    #expect(try slice("\"1\"").int == nil)
  }

  @Test func `numbers keep their text and read as doubles`() throws {
    let number = try slice("[1.50]").elements.first { _ in true }
    #expect(number?.numberText == "1.50")
    #expect(number?.double == 1.5)
    #expect(try slice("1e400").double == .infinity)
    #expect(try slice("1e-400").double == 0)
  }

  @Test func `strings decode as Ruby decodes them`() throws {
    #expect(try slice(#""a\/b\n\u00e9\ud83d\ude00\q\"""#).string == "a/b\né😀q\"")
    // An unpaired high half becomes a question mark and swallows the next byte.
    #expect(try slice(#""\ud83dabcdef""#).string == "?bcdef")
    #expect(try slice(#""\ude00x""#).string?.hasSuffix("x") == true)
    #expect(try JSONSlice(parsing: [0x22, 0x61, 0xFF, 0x22]).string == "a\u{FFFD}")
  }

  @Test func `elements and members come in order, with what surrounds them skipped`() throws {
    let elements = try slice("[ 1 , [2,3] /*,9*/, {\"a\":[4]} ]").elements.map { text($0.bytes) }
    #expect(elements == ["1", "[2,3]", "{\"a\":[4]}"])
    let members = try slice("{ \"a\" : 1 , //x\n \"\\u0062\" : {\"c\":2}, \"a\":3 }").members.map {
      ($0.key, text($0.value.bytes))
    }
    #expect(members.map(\.0) == ["a", "b", "a"])
    #expect(members.map(\.1) == ["1", "{\"c\":2}", "3"])
    #expect(try slice("[]").elements.contains { _ in true } == false)
    #expect(try slice("{ }").members.contains { _ in true } == false)
    #expect(try slice("\"[1]\"").elements.contains { _ in true } == false)
  }

  @Test func `the last of equal keys wins and keys compare decoded`() throws {
    let object = try slice(#"{"a":1,"\u0061":2,"b":3}"#)
    #expect(object["a"]?.int == 2)
    #expect(object["c"] == nil)
  }

  @Test func `findings of a part are of that part alone`() throws {
    let payload = try Payload(bytes(#"{"class":"A","args":[[1]],"x":/*c*/"\q"}"#))
    #expect(!payload.findings.isStrict)
    #expect(payload.arguments?.findings == JSONFindings(depth: 2))
  }
}
