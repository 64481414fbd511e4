import Testing

@testable import LifeboatFormat

@Suite struct ArgumentsDecoderTests {
  struct Welcome: Codable, Equatable {
    var userID: Int
    var template: String
    var locale: String?
  }

  struct Nothing: Codable, Equatable {}

  enum Color: String, Codable { case red, blue }

  struct Mixed: Codable, Equatable {
    struct Address: Codable, Equatable {
      var street: String
      var number: Int?
    }
    var address: Address
    var tags: [String]
    var counts: [String: Int]
    var color: Color
    var maybe: [Int?]
    var any: JSONValue
    var ratio: Double
    var flag: Bool
  }

  private func decode<Value: Decodable>(_ type: Value.Type, _ json: String?) throws -> Value {
    let slice = try json.map { try JSONSlice(parsing: bytes($0)) }
    return try ArgumentsDecoder.decode(type, from: slice, className: "Job")
  }

  @Test func `properties are arguments in their order`() throws {
    #expect(try decode(Welcome.self, #"[7,"short","fr"]"#) == Welcome(userID: 7, template: "short", locale: "fr"))
    #expect(try decode(Welcome.self, #"[7,"short",null]"#) == Welcome(userID: 7, template: "short"))
    #expect(try decode(Welcome.self, #"[7,"short"]"#) == Welcome(userID: 7, template: "short"))
  }

  @Test func `no properties take no arguments`() throws {
    #expect(try decode(Nothing.self, nil) == Nothing())
    #expect(try decode(Nothing.self, "[]") == Nothing())
    #expect(throws: UnfitArguments.tooMany(className: "Job", atMost: 0, got: 1)) { try decode(Nothing.self, "[1]") }
  }

  @Test func `too few and too many are told`() {
    let tooFew = UnfitArguments.tooFew(className: "Job", atLeast: 2, got: 1, missing: "template")
    #expect(throws: tooFew) { try decode(Welcome.self, "[7]") }
    #expect(
      tooFew.description == "Job needs at least 2 arguments, but the payload has 1: template is missing.")
    let tooMany = UnfitArguments.tooMany(className: "Job", atMost: 3, got: 4)
    #expect(throws: tooMany) { try decode(Welcome.self, #"[7,"a","b",1]"#) }
    #expect(tooMany.description == "Job takes at most 3 arguments, but the payload has 4.")
  }

  @Test func `everything that nests decodes`() throws {
    let json = """
      [{"number":5,"street":"Rue","extra":1},["a","b"],{"x":1,"y":2},"blue",[1,null],{"b":1.50,"a":[]},3,true]
      """
    let value = try decode(Mixed.self, json)
    #expect(value.address == Mixed.Address(street: "Rue", number: 5))
    #expect(value.tags == ["a", "b"])
    #expect(value.counts == ["x": 1, "y": 2])
    #expect(value.color == .blue)
    #expect(value.maybe == [1, nil])
    #expect(text(value.any.encode()) == #"{"b":1.50,"a":[]}"#)
    #expect(value.ratio == 3)
    #expect(value.flag)
    let encoded = try ArgumentsEncoder.encode(value)
    #expect(try decode(Mixed.self, text(encoded)) == value)
  }

  @Test(arguments: [
    (#"["7","a"]"#, "Argument 1 of Job (userID) must be an integer, but the payload has the string \"7\"."),
    (#"[1.0,"a"]"#, "Argument 1 of Job (userID) must be an integer, but the payload has the number 1.0."),
    ("[1,null]", "Argument 2 of Job (template) must be a string, but the payload has null."),
    ("[1,true]", "Argument 2 of Job (template) must be a string, but the payload has true."),
    (#"[1,"a",[2]]"#, "Argument 3 of Job (locale) must be a string, but the payload has the array [2]."),
  ])
  func `a wrong type says which, what was expected and what came`(json: String, message: String) throws {
    do {
      _ = try decode(Welcome.self, json)
      Issue.record("accepted")
    } catch let error as UnfitArguments {
      #expect(error.description == message)
    }
  }

  @Test(arguments: [
    (#"[{"street":5},[],{},"red",[],0,0,true]"#, 0, "address.street"), (#"[{},[],{},"red",[],0,0,true]"#, 0, "address"),
    (#"[{"street":"x"},["a",5],{},"red",[],0,0,true]"#, 1, "tags[1]"),
    (#"[{"street":"x"},[],{"k":"v"},"red",[],0,0,true]"#, 2, "counts.k"),
    (#"[{"street":"x"},[],{},"green",[],0,0,true]"#, 3, "color"),
    (#"[{"street":"x"},[],{},"red",["x"],0,0,true]"#, 4, "maybe[0]"),
    (#"[{"street":"x"},[],{},"red",[],0,"x",true]"#, 6, "ratio"),
    (#"[{"street":"x"},[],{},"red",[],0,1,1]"#, 7, "flag"),
  ])
  func `the way into a nested value is shown`(json: String, index: Int, name: String) throws {
    do {
      _ = try decode(Mixed.self, json)
      Issue.record("accepted")
    } catch UnfitArguments.wrongType(_, let shownIndex, let shownName, _, _) {
      #expect(shownIndex == index)
      #expect(shownName == name)
    }
  }

  @Test func `every width is range checked`() throws {
    struct Widths: Codable, Equatable {
      var a: Int8
      var b: UInt8
      var c: UInt64
      var d: Float
    }
    let value = try decode(Widths.self, "[-128,255,18446744073709551615,0.1]")
    #expect(value == Widths(a: -128, b: 255, c: .max, d: 0.1))
    for json in ["[128,0,0,0]", "[0,256,0,0]", "[0,-1,0,0]", "[0,0,18446744073709551616,0]"] {
      #expect(throws: UnfitArguments.self) { try decode(Widths.self, json) }
    }
  }

  @Test func `a type that reads an array or a single value gets the arguments themselves`() throws {
    #expect(try decode([Int].self, "[1,2,3]") == [1, 2, 3])
    #expect(try decode([Int].self, nil) == [])
    #expect(try decode(JSONValue.self, "[1.50,{}]") == [.number(text: "1.50"), [:]])
    #expect(throws: UnfitArguments.self) { try decode([Int].self, #"[1,"x"]"#) }
  }

  @Test func `hostile text in an error is made harmless`() throws {
    do {
      _ = try decode(Welcome.self, "[\"\u{202e}\\u001b\"]")
    } catch let error as UnfitArguments {
      #expect(error.description.contains(#"\u{202e}\u001b"#))
    }
  }
}
