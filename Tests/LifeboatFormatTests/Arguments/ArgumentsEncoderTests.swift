import Testing

@testable import LifeboatFormat

@Suite struct ArgumentsEncoderTests {
  struct Job: Encodable {
    var id: Int
    var note: String?
    var rate: Double = 1
    var last: Int?
    var nested: Nested?
  }

  struct Nested: Encodable {
    var a: [Int]
    var b: String?
    var c: JSONValue
  }

  private func encode(_ value: some Encodable) throws -> String { text(try ArgumentsEncoder.encode(value)) }

  @Test func `nil keeps its place, and goes at the end`() throws {
    #expect(try encode(Job(id: 1)) == "[1,null,1.0]")
    #expect(try encode(Job(id: 1, note: "x", last: 5)) == #"[1,"x",1.0,5]"#)
    let nested = Nested(a: [1, 2], b: nil, c: .number(text: "1.50"))
    #expect(try encode(Job(id: 1, nested: nested)) == #"[1,null,1.0,null,{"a":[1,2],"c":1.50}]"#)
  }

  @Test func `numbers are spelled as Ruby spells them`() throws {
    #expect(try encode([1e20, 0.1, 1]) == "[1.0e+20,0.1,1.0]")
    #expect(try encode([Float(0.1)]) == "[0.1]")
    #expect(try encode([UInt64.max]) == "[18446744073709551615]")
    #expect(throws: EncodingError.self) { try encode([Double.nan]) }
    #expect(throws: EncodingError.self) { try encode(Job(id: 1, rate: .infinity)) }
  }

  @Test func `arrays are the arguments, single values the only one, nothing none`() throws {
    struct Empty: Encodable {}
    #expect(try encode([1, 2]) == "[1,2]")
    #expect(try encode([Int]()) == "[]")
    #expect(try encode("x") == #"["x"]"#)
    #expect(try encode(Empty()) == "[]")
    #expect(try encode([Empty()]) == "[{}]")
    #expect(try encode([1, "a", nil] as JSONValue) == #"[1,"a",null]"#)
    #expect(try encode(["k": 1] as JSONValue) == #"[{"k":1}]"#)
  }

  @Test func `integers of 128 bits pass through wherever they stand`() throws {
    struct Wide: Codable, Equatable {
      var small: Int128
      var large: UInt128
      var maybe: UInt128?
      var list: [Int128]
      var object: [String: UInt128]
    }
    let wide = Wide(small: .min, large: .max, maybe: 1, list: [.max], object: ["a": .max])
    let json = try ArgumentsEncoder.encode(wide)
    #expect(
      text(json)
        == "[-170141183460469231731687303715884105728,340282366920938463463374607431768211455,1,"
        + #"[170141183460469231731687303715884105727],{"a":340282366920938463463374607431768211455}]"#)
    #expect(
      try ArgumentsDecoder.decode(Wide.self, from: JSONSlice(json, json.indices), className: "Job") == wide)
  }
}
