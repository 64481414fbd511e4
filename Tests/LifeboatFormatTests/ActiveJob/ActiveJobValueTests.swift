import Testing

@testable import LifeboatFormat

@Suite struct ActiveJobValueTests {
  private struct Report: Codable, Equatable {
    struct Options: Codable, Equatable {
      var since: CalendarDate?
      var wait: Duration
    }
    var model: GlobalID
    var at: ActiveJobTime
    var wait: Duration
    var price: DecimalText
    var days: [CalendarDate]
    var options: Options?
    var limits: [String: Duration]?
  }

  private static let plain =
    #"["gid://shop/Person/a+b%2Fc","2024-01-02T03:04:05.000000007+05:30",5400.5,"1.10",["2024-02-29"],"#
    + #"{"since":"2024-01-02","wait":2},{"short":0}]"#

  private static let report = Report(
    model: GlobalID(app: "shop", model: "Person", id: "a b/c"),
    at: ActiveJobTime(seconds: 1_704_144_845, nanoseconds: 7, offset: 19_800), wait: .milliseconds(5_400_500),
    price: DecimalText("1.10") ?? zero, days: [CalendarDate(year: 2024, month: 2, day: 29)].compactMap(\.self),
    options: .init(since: CalendarDate("2024-01-02"), wait: .seconds(2)), limits: ["short": .zero])

  private static let zero = DecimalText(integer: 0)

  private func decode<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Value {
    try ArgumentsDecoder.decode(type, from: try JSONSlice(parsing: bytes(json)), className: "Job")
  }

  @Test func `plain forms decode to typed values, and encode to the same`() throws {
    #expect(try decode(Report.self, Self.plain) == Self.report)
    #expect(text(try ArgumentsEncoder.encode(Self.report)) == Self.plain)
  }

  @Test func `typed values of an Active Job encode to the forms of Rails, and decode from them`() throws {
    let encoded = try ArgumentsEncoder.encode(Self.report, as: .activeJob)
    func serialized(_ name: String, _ rest: String) -> String {
      #"{"_aj_serialized":"ActiveJob::Serializers::\#(name)Serializer",\#(rest)}"#
    }
    func seconds(_ number: String) -> String {
      let unit = serialized("Symbol", #""value":"seconds""#)
      return serialized("Duration", #""value":\#(number),"parts":[[\#(unit),\#(number)]]"#)
    }
    #expect(
      text(encoded) == #"[{"_aj_globalid":"gid://shop/Person/a+b%2Fc"},"#
        + serialized("Time", #""value":"2024-01-02T03:04:05.000000007+05:30""#) + "," + seconds("5400.5") + ","
        + serialized("BigDecimal", #""value":"1.10""#) + ",[" + serialized("Date", #""value":"2024-02-29""#) + "],"
        + #"{"since":"# + serialized("Date", #""value":"2024-01-02""#) + #","wait":"# + seconds("2")
        + #","_aj_symbol_keys":[]},{"short":"# + serialized("Duration", #""value":0,"parts":[]"#)
        + #","_aj_symbol_keys":[]}]"#)
    let plain = ActiveJobArguments.plain(JSONSlice(encoded, encoded.indices))
    #expect(text(plain.bytes) == Self.plain)
  }

  @Test func `plain types take the plain forms too`() throws {
    struct Plain: Codable, Equatable {
      var model: String
      var at: String
      var wait: Double
      var price: String
    }
    let json = #"["gid://shop/Person/5","2024-01-02",90,"1.1"]"#
    #expect(
      try decode(Plain.self, json)
        == Plain(model: "gid://shop/Person/5", at: "2024-01-02", wait: 90, price: "1.1"))
    #expect(try decode([Duration].self, "[1,2.5]") == [.seconds(1), .milliseconds(2_500)])
  }

  @Test(arguments: [
    (#"["gid:/shop/Person/5"]"#, "model", "a value that GlobalID takes (such as gid://shop/Person/5)"),
    ("[5]", "model", "a string"),
    (#"["gid://a/B/1","yesterday"]"#, "at", "a value that ActiveJobTime takes (such as 2024-01-02T03:04:05Z)"),
    (#"["gid://a/B/1","2024-01-02T03:04:05Z","90"]"#, "wait", "a number of seconds"),
    (#"["gid://a/B/1","2024-01-02T03:04:05Z",1,"1,5"]"#, "price", "a value that DecimalText takes (such as 1.10)"),
    (
      #"["gid://a/B/1","2024-01-02T03:04:05Z",1,"1",["2023-02-29"]]"#, "days[0]",
      "a value that CalendarDate takes (such as 2024-01-02)"
    ),
    (#"["gid://a/B/1","2024-01-02T03:04:05Z",1,"1",[],{"wait":null}]"#, "options.wait", "a number of seconds"),
  ])
  func `a wrong form names the argument`(json: String, name: String, expected: String) throws {
    let error = #expect(throws: UnfitArguments.self) { try decode(Report.self, json) }
    guard case .wrongType(_, _, let argument, let wanted, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(argument == name)
    #expect(wanted == expected)
  }

  @Test func `the values of an untyped Active Job are written in the forms of Rails`() {
    let day = CalendarDate("2024-01-02")
    #expect(
      text(JSONValue.array([.symbol("sym"), day.map(JSONValue.date) ?? .null, .decimal(Self.zero)]).encode())
        == #"[{"_aj_serialized":"ActiveJob::Serializers::SymbolSerializer","value":"sym"},"#
        + #"{"_aj_serialized":"ActiveJob::Serializers::DateSerializer","value":"2024-01-02"},"#
        + #"{"_aj_serialized":"ActiveJob::Serializers::BigDecimalSerializer","value":"0"}]"#)
    #expect(
      text(JSONValue.array([.symbolKeys(["b": 1, "a": .symbolKeys([:])]), .keywords(["k": "v"])]).encode())
        == #"[{"b":1,"a":{"_aj_symbol_keys":[]},"_aj_symbol_keys":["b","a"]},{"k":"v","_aj_ruby2_keywords":["k"]}]"#)
  }
}
