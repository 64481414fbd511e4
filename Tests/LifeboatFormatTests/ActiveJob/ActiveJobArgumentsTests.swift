import Testing

@testable import LifeboatFormat

@Suite struct ActiveJobArgumentsTests {
  private static let versions = ["6.1", "7.1", "7.2", "8.1"]
  private static let serializers = "ActiveJob::Serializers::"

  private func plain(_ json: String) throws -> String {
    text(ActiveJobArguments.plain(try JSONSlice(parsing: bytes(json))).bytes)
  }

  private func marked(_ json: String) throws -> String {
    text(ActiveJobArguments.marked(try JSONSlice(parsing: bytes(json))))
  }

  @Test(arguments: versions)
  func `captured arguments become plain JSON`(version: String) throws {
    let expected = [
      "no_args": "[]", "symbol": #"["sym"]"#, "string_key_hash": #"[{"a":1,"b":{"c":2}}]"#,
      "primitives": #"[null,true,1,1.0,18446744073709551616,"hé \u003c/script\u003e 😀 \u2028",[1,[2]]]"#,
      "symbol_key_hash_positional": #"[{"a":1,"b":2,"c":{"d":"e"}}]"#, "keywords": #"[1,{"b":2,"z":{"k":"v"}}]"#,
      "indifferent_hash": #"[{"a":1}]"#, "empty_hash": "[{}]",
      "globalid": #"["gid://shop/Person/5",["gid://shop/Person/a+b%2Fc"]]"#,
      "time": #"["2024-01-02T03:04:05.678901234Z","2024-01-02T03:04:05.000000000-05:00"]"#,
      "datetime": #"["2024-01-02T03:04:05.500000000+02:00"]"#, "date": #"["2024-01-02"]"#,
      "time_with_zone": #"["2024-01-02T08:34:05.000000000+05:30"]"#, "duration": "[5400,2802546,5400.0]",
      "module": #"["String","Billing"]"#, "bigdecimal": #"["1.1"]"#, "nan": "[null]", "string_subclass": #"["x"]"#,
      "range": #"[{"begin":1,"end":3,"exclude_end":false},{"begin":1,"end":null,"exclude_end":true},"#
        + #"{"begin":"a","end":"c","exclude_end":false}]"#,
    ]
    for (name, json) in expected where name != "range" || version != "6.1" {
      let line = try #require(Captures.activeJob("payload", "perform_later:" + name)[version]?.first, "\(name)")
      let arguments = try ResqueDialect().read(line.bytes).arguments
      #expect(arguments.map { text($0.bytes) } == json, "\(name)")
    }
  }

  @Test(arguments: [
    (#"[{"_aj_symbol_keys":[]}]"#, "[{}]"), (#"[{ "_aj_symbol_keys":[] }]"#, "[{  }]"),
    (#"[{"a": 1 ,"_aj_symbol_keys":["a"] }]"#, #"[{"a": 1 }]"#),
    (#"[{"_aj_symbol_keys":["a"], "a":1}]"#, #"[{"a":1}]"#),
    (#"[{"_aj_symbol_keys":[],"_aj_ruby2_keywords":[], "a":1,"b":2}]"#, #"[{"a":1,"b":2}]"#),
    (
      #"[{"a":1,"_aj_symbol_keys":[],"b":{"c":3,"_aj_ruby2_keywords":["c"]},"_aj_symbol_keys":[]}]"#,
      #"[{"a":1,"b":{"c":3}}]"#
    ),
    (#"[{"_aj_\u0073ymbol_keys":[],"a":[[{"_aj_symbol_keys":[]}]]}]"#, #"[{"a":[[{}]]}]"#),
    (
      #"[ {"x":{"_aj_hash_with_indifferent_access":true,"y":1.50}} , 1e5,"\u00e9"]"#,
      #"[ {"x":{"y":1.50}} , 1e5,"\u00e9"]"#
    ),
  ])
  func `markers go, and every other byte stays`(arguments: String, json: String) throws {
    #expect(try plain(arguments) == json)
  }

  @Test(arguments: [
    #"[{"_aj_serialized":"MoneySerializer","amount":1.0,"inner":{"_aj_symbol_keys":[]}}]"#,
    #"[{"_aj_serialized":7,"value":1}]"#, #"[{"_aj_serialized":"ActiveJob::Serializers::SymbolSerializer"}]"#,
    #"[{"_aj_globalid":"gid://a/B/1","other":2}]"#, #"["_aj_symbol_keys",{"aj":1}]"#, "[]", "[1.0,{},[[]]]",
  ])
  func `what is not Active Job's own stays as it is`(arguments: String) throws {
    #expect(try plain(arguments) == arguments)
  }

  @Test func `a range of times is an object of times`() throws {
    let begin = #"{"_aj_serialized":"\#(Self.serializers)DateSerializer","value":"2024-01-02"}"#
    let range =
      #"{"_aj_serialized":"\#(Self.serializers)RangeSerializer","begin":\#(begin),"end":null,"exclude_end":true}"#
    #expect(try plain("[\(range)]") == #"[{"begin":"2024-01-02","end":null,"exclude_end":true}]"#)
  }

  @Test(arguments: [
    ("[1.0,\"x\",[]]", "[1.0,\"x\",[]]"), ("[{}]", #"[{"_aj_symbol_keys":[]}]"#),
    (#"[{ "a" : 1.50 }]"#, #"[{ "a" : 1.50,"_aj_symbol_keys":[] }]"#),
    (
      #"[[{"a":{"b":{}}}]]"#,
      #"[[{"a":{"b":{"_aj_symbol_keys":[]},"_aj_symbol_keys":[]},"_aj_symbol_keys":[]}]]"#
    ),
    (
      #"[{"k":{"x":1},"_aj_ruby2_keywords":["k"]}]"#,
      #"[{"k":{"x":1,"_aj_symbol_keys":[]},"_aj_ruby2_keywords":["k"]}]"#
    ),
    (#"[{"_aj_globalid":"gid://a/B/1"}]"#, #"[{"_aj_globalid":"gid://a/B/1"}]"#),
    (#"[{"_aj_serialized":"X","o":{}}]"#, #"[{"_aj_serialized":"X","o":{}}]"#),
  ])
  func `objects get a marker where they carry none`(json: String, expected: String) throws {
    #expect(try marked(json) == expected)
    #expect(try marked(expected) == expected)
  }

  @Test(arguments: versions)
  func `captured arguments need no further marker`(version: String) throws {
    let lines = Captures.records("payload").filter { $0.file.hasPrefix("activejob-\(version)") }
    #expect(lines.count >= 30)
    for line in lines {
      guard let arguments = try ResqueDialect().read(line.bytes).activeJob?.arguments else { continue }
      #expect(ActiveJobArguments.marked(arguments) == Array(arguments.bytes), "\(line.operation)")
    }
  }

  @Test func `plain JSON comes back from what was marked`() throws {
    for line in Captures.records("payload") {
      guard let record = try? ResqueDialect().read(line.bytes), record.activeJob == nil,
        let arguments = record.arguments
      else { continue }
      let marked = JSONSlice(ActiveJobArguments.marked(arguments), 0..<ActiveJobArguments.marked(arguments).count)
      #expect(Array(ActiveJobArguments.plain(marked).bytes) == Array(arguments.bytes), "\(line.operation)")
    }
  }

  @Test func `whatever is made of a mutated payload is JSON`() throws {
    var generator = SeededGenerator(state: 11)
    let payloads = Captures.records("payload").filter { $0.file.hasPrefix("activejob-") }.map(\.bytes)
    let pieces = ["{", "}", "[", "]", ",", "\"", "/**/", "//\n", "_aj_symbol_keys", "null", "1", "\\", " "].map(bytes)
    var read = 0
    for _ in 0..<20_000 {
      var payload = try #require(payloads.randomElement(using: &generator))
      for _ in 0...Int.random(in: 0...2, using: &generator) {
        let start = Int.random(in: 80..<payload.count, using: &generator)
        let end = min(payload.count, start + Int.random(in: 0...3, using: &generator))
        payload.replaceSubrange(start..<end, with: pieces.randomElement(using: &generator) ?? [])
      }
      guard let record = try? ResqueDialect().read(payload), let envelope = record.activeJob else { continue }
      read += 1
      if let arguments = envelope.arguments {
        let plain = try JSONSlice(parsing: Array(try #require(record.arguments).bytes))
        #expect(Array(ActiveJobArguments.plain(plain).elements).count == Array(arguments.elements).count)
        _ = try JSONSlice(parsing: ActiveJobArguments.marked(arguments))
      }
      let time = ActiveJobTime(seconds: 1)
      let retried = try envelope.retried(counting: "[E]", enqueuedAt: time, scheduledAt: time)
      #expect(try ResqueDialect().read(retried).attempt == envelope.attempt + 1)
    }
    #expect(read > 2_000, "\(read)")
  }
}
