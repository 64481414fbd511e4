import Testing

@testable import LifeboatFormat

@Suite struct JobRewriteTests {
  private func edit(_ place: String, _ change: ArgumentEdit.Change) -> ArgumentEdit {
    ArgumentEdit(place.split(separator: ".").map(String.init), change)
  }

  private func rewritten(
    _ json: String, _ edits: [ArgumentEdit] = [], className: String? = nil, queue: String? = nil,
    namesQueue: Bool = false
  ) throws(RewriteObstacle) -> String {
    var rewrite = JobRewrite()
    rewrite.arguments = edits
    rewrite.className = className
    rewrite.queue = queue
    return text(try rewrite.applied(to: bytes(json), namesQueue: namesQueue))
  }

  private func obstacle(_ json: String, _ edits: [ArgumentEdit] = [], className: String? = nil) -> String? {
    do throws(RewriteObstacle) {
      _ = try rewritten(json, edits, className: className)
      return nil
    } catch {
      return error.description
    }
  }

  @Test(arguments: [
    ("0", "[42 , {\"a\" : [1.50]} ]"), ("1", "[\"x\\/\" , 42 ]"), ("2", "[\"x\\/\" , {\"a\" : [1.50]},42 ]"),
    ("1.a", "[\"x\\/\" , {\"a\" : 42} ]"), ("1.b", "[\"x\\/\" , {\"a\" : [1.50],\"b\":42} ]"),
    ("1.a.0", "[\"x\\/\" , {\"a\" : [42]} ]"), ("1.a.1", "[\"x\\/\" , {\"a\" : [1.50,42]} ]"),
  ])
  func `a value is set in its place or behind the last, and every other byte stays`(place: String, args: String) throws
  {
    let json = #" {"zz":1e2,"class":"A","args":["x\/" , {"a" : [1.50]} ]} "#
    let expected = #" {"zz":1e2,"class":"A","args":\#(args)} "#
    #expect(try rewritten(json, [edit(place, .set(bytes("42")))]) == expected)
  }

  @Test func `a default stands only where nothing does, null is something`() throws {
    let json = #"{"class":"A","args":[null,{"a":1}]}"#
    let defaults = ["0", "1.a", "1.b", "2"].map { edit($0, .supply(bytes("\"x\""))) }
    #expect(try rewritten(json, defaults) == #"{"class":"A","args":[null,{"a":1,"b":"x"},"x"]}"#)
    #expect(try rewritten(json, Array(defaults.prefix(2))) == json)
  }

  @Test func `what is dropped goes with its comma, what is not there is no matter`() throws {
    let json = #"{"class":"A","args":[1, {"a":2, "b":3} ,4 ]}"#
    let drops = ["7", "1.x.y", "2", "1.a", "0"].map { edit($0, .drop) }
    #expect(try rewritten(json, drops) == #"{"class":"A","args":[{"b":3} ]}"#)
    #expect(try rewritten(#"{"class":"A","args":[ 1 ]}"#, [edit("0", .drop)]) == #"{"class":"A","args":[ ]}"#)
  }

  @Test func `missing arguments are none`() throws {
    for json in [#"{"class":"A","args":null}"#, #"{"class":"A"}"#] {
      #expect(try rewritten(json, [edit("0", .drop)]) == json)
      #expect(try rewritten(json, [edit("0", .set(bytes("[]")))]) == #"{"class":"A","args":[[]]}"#)
    }
  }

  @Test func `class and queue are changed where they stand`() throws {
    let json = #"{"queue":"q","class":"\u0041","args":[1.0]}"#
    #expect(try rewritten(json, className: "A", queue: "q", namesQueue: true) == json)
    #expect(
      try rewritten(json, className: "B::C", queue: "a b,\"", namesQueue: true)
        == #"{"queue":"a b,\"","class":"B::C","args":[1.0]}"#)
    #expect(try rewritten(json, queue: "slow") == json)
  }

  @Test func `an Active Job is changed inside its wrapper`() throws {
    let wrapper = #"{"wrapped":"A","class":"Sidekiq::ActiveJob::Wrapper","queue":"q","args":[ "#
    let inner = #"{"job_class":"A","queue_name":"q","arguments":[1.0,{"k":1,"_aj_ruby2_keywords":["k"]}],"x":1}"#
    let json = wrapper + inner + " ]}"
    let edits = [edit("0", .set(bytes(#"{"new":{}}"#))), edit("1.n", .set(bytes("2")))]
    let marked = #"{"new":{"_aj_symbol_keys":[]},"_aj_symbol_keys":[]}"#
    let arguments = #"[\#(marked),{"k":1,"_aj_ruby2_keywords":["k","n"],"n":2}]"#
    #expect(
      try rewritten(json, edits, className: "B", queue: "slow", namesQueue: true)
        == #"{"wrapped":"B","class":"Sidekiq::ActiveJob::Wrapper","queue":"slow","args":[ "#
        + #"{"job_class":"B","queue_name":"slow","arguments":\#(arguments),"x":1} ]}"#)
  }

  @Test(arguments: [
    (#"{"a":1,"_aj_symbol_keys":["a"]}"#, #"{"a":1,"_aj_symbol_keys":["a","n"],"n":2}"#),
    (#"{"a":1,"_aj_symbol_keys":[]}"#, #"{"a":1,"_aj_symbol_keys":[],"n":2}"#),
    (#"{"_aj_ruby2_keywords":[]}"#, #"{"_aj_ruby2_keywords":["n"],"n":2}"#),
    (#"{"_aj_hash_with_indifferent_access":true}"#, #"{"_aj_hash_with_indifferent_access":true,"n":2}"#),
  ])
  func `a new key of an Active Job's hash is of the kind that the others are`(before: String, after: String) throws {
    func json(_ hash: String) -> String {
      #"{"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"A","arguments":[\#(hash)]}]}"#
    }
    #expect(try rewritten(json(before), [edit("0.n", .set(bytes("2")))]) == json(after))
  }

  @Test func `what cannot be done says why`() {
    let json = #"{"class":"A","args":[1,[2]]}"#
    let value = ArgumentEdit.Change.set(bytes("0"))
    #expect(obstacle(json, [edit("4", value)]) == "the array for place 4 has only 2 elements")
    #expect(obstacle(json, [edit("1.2", value)]) == "the array for place 1.2 has only 1 elements")
    #expect(obstacle(json, [edit("1.x", value)]) == "place 1.x leads into an array, where a position was expected")
    #expect(obstacle(json, [edit("0.x", value)]) == "place 0.x leads into a number, which holds nothing")
    #expect(obstacle(json, [edit("2.x", value)]) == "there is no place 2 that could hold place 2.x")
    #expect(obstacle(#"{"class":"A","encrypt":true,"args":[]}"#, [edit("0", value)])?.contains("encrypted") == true)
    let malformed = "its job is malformed: "
    #expect(obstacle("[]", className: "B") == malformed + MalformedPayload.notObject(.array).description)
    #expect(obstacle(#"{"args":[]}"#, className: "B") == malformed + MalformedPayload.noClass.description)
    #expect(obstacle(#"{"class":"A","args":{}}"#, [edit("0", value)])?.hasPrefix(malformed) == true)
    let wrapper = #"{"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[]}"#
    #expect(obstacle(wrapper, className: "B") == malformed + MalformedPayload.noActiveJob(nil).description)
    let deep = bytes(String(repeating: "[", count: 99) + String(repeating: "]", count: 99))
    #expect(obstacle(json, [edit("0", .set(deep))])?.hasPrefix(malformed) == true)
  }
}
