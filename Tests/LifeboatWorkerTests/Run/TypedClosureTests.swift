import LifeboatFormat
import Testing

@testable import LifeboatWorker

/// Closures whose parameters are the arguments, each through a whole worker.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct TypedClosureTests {
  private struct Address: Codable {
    var street: String
    var number: Int?
  }

  private let harness: WorkerHarness
  private var runs: Runs { harness.runs }

  init() throws { harness = try WorkerHarness() }

  private func work(_ payloads: [String], _ register: (inout WorkerConfiguration) -> Void) async throws {
    var configuration = harness.configuration()
    register(&configuration)
    try harness.session.push("default", payloads)
    try await harness.drain(configuration)
  }

  @Test func `closures with no to eight parameters get that many arguments`() async throws {
    let lists = (0...8).map { count in "[\((0..<count).map(String.init).joined(separator: ","))]" }
    try await work(lists.enumerated().map { payload("Take\($0)", $1) }) { [runs] app in
      app.register("Take0") { (_: JobContext) in runs.add("none") }
      app.register("Take1") { (_: JobContext, a: Int) in runs.add("\([a])") }
      app.register("Take2") { (_: JobContext, a: Int, b: Int) in runs.add("\([a, b])") }
      app.register("Take3") { (_: JobContext, a: Int, b: Int, c: Int) in runs.add("\([a, b, c])") }
      app.register("Take4") { (_: JobContext, a: Int, b: Int, c: Int, d: Int) in runs.add("\([a, b, c, d])") }
      app.register("Take5") { (_: JobContext, a: Int, b: Int, c: Int, d: Int, e: Int) in
        runs.add("\([a, b, c, d, e])")
      }
      app.register("Take6") { (_: JobContext, a: Int, b: Int, c: Int, d: Int, e: Int, f: Int) in
        runs.add("\([a, b, c, d, e, f])")
      }
      app.register("Take7") { (_: JobContext, a: Int, b: Int, c: Int, d: Int, e: Int, f: Int, g: Int) in
        runs.add("\([a, b, c, d, e, f, g])")
      }
      app.register("Take8") { (_: JobContext, a: Int, b: Int, c: Int, d: Int, e: Int, f: Int, g: Int, h: Int) in
        runs.add("\([a, b, c, d, e, f, g, h])")
      }
    }
    #expect(try harness.failures().compactMap(\.error) == [])
    #expect(runs.all == ["none"] + (1...8).map { count in "\(Array(0..<count))" })
  }

  @Test func `parameters are of any type that decodes, and the context comes first`() async throws {
    let arguments = #"[[1,2],{"street":"Rue \u00e9"},{"a":1.50},null]"#
    try await work([payload("Many::é", arguments), payload("Many::é", #"[[],{"street":"x","number":5},[]]"#)]) {
      [runs] app in
      app.register("Many::é") {
        (context: JobContext, list: [Int], address: Address, any: JSONValue, note: String?) in
        runs.add(
          "\(context.queue) \(list) \(address.street) \(address.number ?? 0) \(text(any.encode())) \(note ?? "-")")
      }
    }
    #expect(runs.all == [#"default [1, 2] Rue é 0 {"a":1.50} -"#, "default [] x 5 [] -"])
  }

  @Test(arguments: [
    ("[]", "Typed needs at least 1 argument, but the payload has 0: argument 1 is missing."),
    ("null", "Typed needs at least 1 argument, but the payload has 0: argument 1 is missing."),
    (#"[1,"a",2]"#, "Typed takes at most 2 arguments, but the payload has 3."),
    (#"["1"]"#, #"Argument 1 of Typed (argument 1) must be an integer, but the payload has the string "1"."#),
    ("[1,2]", "Argument 2 of Typed (argument 2) must be a string, but the payload has the number 2."),
  ])
  func `arguments that do not fit fail the job before the closure is called`(
    arguments: String, message: String
  ) async throws {
    try await work([payload("Typed", arguments), payload("Typed", "[7]")]) { [runs] app in
      app.register("Typed") { (_: JobContext, id: Int, name: String?) in runs.add("\(id) \(name ?? "nil")") }
    }
    #expect(runs.all == ["7 nil"])
    #expect(try harness.failures().map(\.exception) == ["Lifeboat::UnfitArguments"])
    #expect(try harness.failures().map(\.error) == [message])
  }

  @Test func `a trailing closure without parameters takes no arguments, an untyped one takes any`() async throws {
    try await work([payload("None", "[1]"), payload("Any", "[1]"), payload("None")]) { [runs] app in
      app.register("None") { context in runs.add(context.argumentsText) }
      app.registry.register("Any", untyped: { context in runs.add("any \(context.argumentsText)") })
    }
    #expect(runs.all == ["any 1", ""])
    #expect(try harness.failures().map(\.error) == ["None takes at most 0 arguments, but the payload has 1."])
  }

  @Test func `what a closure throws fails its job`() async throws {
    try await work([payload("Throw", "[1]")]) { app in
      app.register("Throw") { (_: JobContext, _: Int) in throw Refusal() }
    }
    #expect(try harness.failures().map(\.exception) == ["LifeboatWorkerTests.Refusal"])
  }
}
