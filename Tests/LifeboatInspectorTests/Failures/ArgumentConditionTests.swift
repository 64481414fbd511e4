import LifeboatFormat
import LifeboatInspector
import Testing

@Suite struct ArgumentConditionTests {
  private func isMeant(_ job: String, _ conditions: [ArgumentCondition], sidekiq: Bool = false) throws -> Bool {
    var selection = FailureSelection()
    selection.arguments = conditions
    let filter = try FailureFilter(selection)
    guard !sidekiq else {
      let stored = StoredFailure(set: "dead", bytes: Array(job.utf8), score: "1")
      return try filter.matches(SidekiqDialect(namespace: "").record(stored))
    }
    let stored = StoredFailure(set: "failed", bytes: Array(#"{"payload":\#(job)}"#.utf8))
    return try filter.matches(ResqueDialect(namespace: "resque").record(stored))
  }

  @Test(arguments: [
    ("42", "42", true), ("42", #""42""#, true), (#""42""#, "42", false), (#""42""#, #""42""#, true),
    ("42", "42.0", false), ("42.0", "4.2e1", true), ("1", "true", false), ("null", "null", true),
    ("null", #""null""#, true), ("true", "true", true), ("tar", #""tar""#, true), ("José", #""Jos\u00e9""#, true),
    ("é", "\"e\u{301}\"", false), (#"{"b":2,"a":1}"#, #"{"a":1,"b":2}"#, true), ("[1]", "[1,2]", false),
    ("", #""""#, true), ("", "0", false), ("18446744073709551616", "18446744073709551616", true),
    (#""a\nb""#, #""a\nb""#, true), ("[", #""[""#, true),
  ])
  func `a value is a string's text or a value of JSON`(value: String, argument: String, isMatch: Bool) throws {
    let job = #"{"class":"A","args":[\#(argument)]}"#
    #expect(try isMeant(job, [ArgumentCondition(path: ["0"], value: value)]) == isMatch)
  }

  @Test(arguments: [
    (["1"], "b", true), (["2", "email"], "a@b.c", true), (["2", "list", "1", "x.y"], "7", true), (["3"], "b", false),
    (["-1"], "b", false), (["2", "none"], "null", false), (["0", "0"], "a", false), (["email"], "a@b.c", false),
    (["2", "list", "one"], "1", false), ([], "b", false),
  ])
  func `a path leads through positions and keys, and where it ends there is no match`(
    path: [String], value: String, isMatch: Bool
  ) throws {
    let job = #"{"class":"A","args":["a","b",{"email":"a@b.c","list":[1,{"x.y":7}]}]}"#
    #expect(try isMeant(job, [ArgumentCondition(path: path, value: value)]) == isMatch)
  }

  @Test func `of several values in one place one will do, and every place is needed`() throws {
    let job = #"{"class":"A","args":[1,"x"]}"#
    let first = ["1", "2"].map { ArgumentCondition(path: ["0"], value: $0) }
    #expect(try isMeant(job, first))
    #expect(try isMeant(job, first + [ArgumentCondition(path: ["1"], value: "x")]))
    #expect(try !isMeant(job, first + [ArgumentCondition(path: ["1"], value: "y")]))
  }

  @Test(arguments: [
    #"{"class":"A"}"#, #"{"class":"A","args":null}"#, #"{"class":"A","args":{"0":1}}"#, #"{"class":"A","args":"1"}"#,
  ])
  func `a job without arguments has none of the values`(job: String) throws {
    #expect(try !isMeant(job, [ArgumentCondition(path: ["1"], value: "1")]))
  }

  @Test func `the arguments of an Active Job are its own, in plain form`() throws {
    let envelope =
      #"[{"job_class":"WelcomeJob","arguments":[{"_aj_globalid":"gid://app/User/5"},{"a":1,"_aj_symbol_keys":["a"]}]}]"#
    let resque = #"{"class":"\#(ActiveJobEnvelope.resqueWrapper)","args":\#(envelope)}"#
    let sidekiq = #"{"class":"\#(ActiveJobEnvelope.newSidekiqWrapper)","wrapped":"WelcomeJob","args":\#(envelope)}"#
    for (job, isSidekiq) in [(resque, false), (sidekiq, true)] {
      #expect(try isMeant(job, [ArgumentCondition(path: ["0"], value: "gid://app/User/5")], sidekiq: isSidekiq))
      #expect(try isMeant(job, [ArgumentCondition(path: ["1"], value: #"{"a":1}"#)], sidekiq: isSidekiq))
      #expect(
        try !isMeant(job, [ArgumentCondition(path: ["0", "job_class"], value: "WelcomeJob")], sidekiq: isSidekiq))
    }
  }
}
