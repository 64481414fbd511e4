import Testing

@testable import LifeboatFormat

/// Arguments that become parameters, which have no names.
@Suite struct ParameterDecoderTests {
  struct Address: Codable, Equatable {
    var street: String
    var number: Int?
  }

  private func decode<each Value: Decodable>(_ json: String?) throws -> (repeat each Value) {
    let slice = try json.map { try JSONSlice(parsing: bytes($0)) }
    return try ArgumentsDecoder.decodeEach(from: slice, className: "Job")
  }

  @Test func `no parameters take no arguments`() throws {
    let _: () = try decode(nil)
    let _: () = try decode("[]")
    #expect(throws: UnfitArguments.tooMany(className: "Job", atMost: 0, got: 1)) { let _: () = try decode("[1]") }
  }

  @Test func `each parameter is the next argument`() throws {
    let one: Int = try decode("[7]")
    #expect(one == 7)
    let six: (Int, String, Bool, Double, UInt8, Int128) = try decode(
      #"[-1,"\u00e9",true,1.5,255,170141183460469231731687303715884105727]"#)
    #expect(six == (-1, "é", true, 1.5, 255, Int128.max))
  }

  @Test(arguments: [
    (#"[1,"a",[2]]"#, "a", [2]), (#"[1,"a",null]"#, "a", nil), (#"[1,"a"]"#, "a", nil), ("[1,null,[2]]", nil, [2]),
    ("[1]", nil, nil),
  ])
  func `a missing or null argument is nil where the parameter may be`(
    json: String, text: String?, list: [Int]?
  ) throws {
    let values: (Int, String?, [Int]?) = try decode(json)
    #expect(values.0 == 1)
    #expect(values.1 == text)
    #expect(values.2 == list)
  }

  @Test func `an optional struct may be missing too, and an optional before others is null`() throws {
    let address: Address? = try decode("[]")
    #expect(address == nil)
    let pair: (Int?, Int) = try decode("[null,2]")
    #expect(pair.0 == nil)
    #expect(pair.1 == 2)
  }

  @Test func `arrays, objects, dictionaries and any JSON are parameters too`() throws {
    let (numbers, address, counts, any): ([Int], Address, [String: Int?], JSONValue) = try decode(
      #"[[1,2],{"street":"Rue"},{"a":1,"b":null},{"b":1.50,"a":[]}]"#)
    #expect(numbers == [1, 2])
    #expect(address == Address(street: "Rue"))
    #expect(counts == ["a": 1, "b": nil])
    #expect(text(any.encode()) == #"{"b":1.50,"a":[]}"#)
  }

  @Test func `too few, too many and the wrong type are told by the argument's number`() {
    #expect(throws: UnfitArguments.tooFew(className: "Job", atLeast: 2, got: 1, missing: "argument 2")) {
      let _: (Int, String) = try decode("[7]")
    }
    #expect(throws: UnfitArguments.tooMany(className: "Job", atMost: 2, got: 3)) {
      let _: (Int, String?) = try decode(#"[7,"a",1]"#)
    }
    let wrong = #expect(throws: UnfitArguments.self) { let _: (Int, String?) = try decode("[7,8]") }
    #expect(
      wrong?.description == "Argument 2 of Job (argument 2) must be a string, but the payload has the number 8.")
  }

  @Test(arguments: [
    (#"[[{"street":"a"},{"street":5}]]"#, "(argument 1[1].street) must be a string, but the payload has the number 5."),
    (
      #"[[{"street":"a","number":"x"}]]"#,
      #"(argument 1[0].number) must be an integer, but the payload has the string "x"."#
    ),
    ("[{}]", "(argument 1) must be an array, but the payload has the object {}."),
    ("[null]", "(argument 1) must be an array, but the payload has null."),
  ])
  func `an error inside an argument has the way to it`(json: String, ending: String) {
    let error = #expect(throws: UnfitArguments.self) { let _: [Address] = try decode(json) }
    #expect(error?.description == "Argument 1 of Job \(ending)")
  }
}
