import Lifeboat
import Testing

@Suite struct RulesFileTests {
  private func parse(_ text: String) throws(YAMLFileError) -> RulesFile { try RulesFile.parse(text, path: "r.yml") }

  private func problems(_ text: String) -> [String] {
    do throws(YAMLFileError) {
      _ = try parse(text)
      return []
    } catch {
      return error.description.split(separator: "\n").map(String.init)
    }
  }

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func `a file with everything`() throws {
    let file = try parse(
      """
      rules:
        - match: {class: SendMail, queue: [mail, "a b"]}
          rename_class: Mail::Send
          set: {1.locale: en, 0: 42}
          default: {2: "x"}
          drop: [3, "1.debug", 10]
          move_queue: mailers
        - {match: {class: [A, B]}, drop: ["0"]}
      """)
    let rule = try #require(file.rules.first)
    #expect(rule.line == 2 && rule.classes == ["SendMail"] && rule.queues == ["mail", "a b"])
    #expect(rule.rewrite.className == "Mail::Send" && rule.rewrite.queue == "mailers")
    #expect(
      rule.rewrite.arguments == [
        ArgumentEdit(["0"], .set(bytes("42"))), ArgumentEdit(["1", "locale"], .set(bytes("\"en\""))),
        ArgumentEdit(["2"], .supply(bytes("\"x\""))), ArgumentEdit(["10"], .drop), ArgumentEdit(["3"], .drop),
        ArgumentEdit(["1", "debug"], .drop),
      ])
    #expect(file.rules.last?.classes == ["A", "B"] && file.rules.last?.line == 8)
  }

  @Test(arguments: [
    ("42", "42"), ("1.0", "1.0"), ("-0", "-0"), ("18446744073709551616", "18446744073709551616"), ("1e3", "1e3"),
    ("\"42\"", "\"42\""), ("'a''b'", "\"a'b\""), ("yes", "\"yes\""), ("true", "true"), ("\"true\"", "\"true\""),
    ("null", "null"), ("~", "null"), ("", "null"), ("+1", "\"+1\""), ("0x1F", "\"0x1F\""), ("1_000", "\"1_000\""),
    ("2026-11-21", "\"2026-11-21\""), ("[1, {a: [], b: é}]", #"[1,{"a":[],"b":"é"}]"#),
  ])
  func `a value keeps its kind and its digits`(yaml: String, json: String) throws {
    let file = try parse("rules:\n  - set:\n      0: \(yaml)\n")
    #expect(file.rules[0].rewrite.arguments == [ArgumentEdit(["0"], .set(bytes(json)))])
  }

  @Test func `what stands for billions of values, or hundreds of levels, is refused at once`() {
    let levels = (1..<12).map { level in
      "  l\(level): &l\(level) [" + Array(repeating: "*l\(level - 1)", count: 9).joined(separator: ", ") + "]"
    }
    let text = "x:\n  l0: &l0 [a]\n" + levels.joined(separator: "\n") + "\nrules:\n  - set: {0: *l11}\n"
    let refused = "r.yml:1:1: The file stands for more than 100000 values or 200 levels"
    #expect(problems(text).map { $0.prefix(refused.count) } == [refused[...]])
    let deep = "rules:\n  - set: {0: " + String(repeating: "[", count: 300) + String(repeating: "]", count: 300) + "}"
    #expect(problems(deep).map { $0.prefix(refused.count) } == [refused[...]])
  }

  @Test func `what is wrong is said with its line`() {
    #expect(problems("") == ["r.yml:1:1: The file is empty; it needs `rules`, a list."])
    #expect(problems("rules: []")[0].contains("The file needs `rules`: a list"))
    #expect(problems("ruls: []")[1] == "r.yml:1:1: The file needs `rules`: a list, each item with what it changes.")
    #expect(problems("ruls: []")[0].contains("Did you mean `rules`?"))
    #expect(problems("rules:\n  - {match: {class: A}}")[0].hasPrefix("r.yml:2:5: The rule changes nothing"))
    #expect(problems("rules:\n  - {match: {}, drop: [0]}")[0].contains("`match` is empty"))
    #expect(problems("rules:\n  - {match: {klass: A}, drop: [0]}")[0].contains("`match` has no key `klass`"))
    #expect(problems("rules:\n  - {move_queue: ''}")[0].contains("`move_queue` should be a name, but is empty"))
    #expect(problems("rules:\n  - {rename_class: }")[0].contains("`rename_class` of the rule should be text"))
    #expect(problems("rules:\n  - {set: {locale: en}}")[0].contains("begins with a position from 0, like `1.locale`"))
    #expect(problems("rules:\n  - {drop: [-1]}")[0].contains("but this is `-1`"))
    #expect(problems("rules:\n  - {drop: 1}")[0].contains("`drop` of the rule should be a list"))
    #expect(problems("rules:\n  - {set: {5000: 1}}")[0].contains("should be below 1000"))
    #expect(problems("rules:\n  - {set: {0: 1, 0: 2}}")[0].contains("is there twice"))
    #expect(problems("rules:\n  - drop: [0]\n   x")[0].contains("This is not YAML"))
  }

  @Test func `a file that is not there is said to be missing`() {
    let error = #expect(throws: YAMLFileError.self) { try RulesFile.load(path: "/nowhere/rules.yml") }
    #expect(error?.description.contains("cannot be read") == true)
  }
}
