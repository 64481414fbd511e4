import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat job cancel`.
@Suite(.timeLimit(.minutes(10))) struct JobCancelTests {
  private let exact = #"{"class":"A","args":["<",1e20]}"#
  private let equal = [#"{"class":"A","args":["\u003c",1e20]}"#, #"{"class":"A","args":["<",1.0e+20]}"#]
  private let others = [#"{"class":"A","args":["<",1]}"#, #"{"class":"A","args":["<",1.0]}"#, "junk"]
  private let arguments = #"["<",1e20]"#

  @Test func `exact bytes go, and equal ones are spoken of`() async throws {
    let stage = try Stage()
    try stage.push([exact] + equal + others, to: "a b")
    let first = try await stage.lifeboat("job", "cancel", "A", arguments, "--queue", "a b")
    #expect(
      first.output == """
        took 1 job out of a b
        2 more are equal in class and arguments, but written differently; --equal takes those too

        """)
    #expect(try stage.queue("a b") == equal + others)
    let none = try await stage.lifeboat("job", "cancel", "A", arguments, "--queue", "a b", "-o", "json")
    #expect(none.ending == .exited(0))
    #expect(none.output == "{\"queue\":\"a b\",\"cancelled\":0,\"equal_left\":2}\n")
    let all = try await stage.lifeboat("job", "cancel", "A", arguments, "--queue", "a b", "--equal", "--yes")
    #expect(all.output == "took 2 jobs out of a b\n")
    #expect(try stage.queue("a b") == others)
  }

  @Test func `1 and 1.0 are different jobs`() async throws {
    let stage = try Stage()
    try stage.push(others)
    let result = try await stage.lifeboat("job", "cancel", "A", #"["<",1]"#, "--queue", "default", "--equal")
    #expect(result.output == "took 1 job out of default\n")
    #expect(try stage.queue() == Array(others.dropFirst()))
  }

  @Test func `every job of a class goes, once that is confirmed`() async throws {
    let stage = try Stage()
    try stage.push([exact] + equal + ["junk", #"{"class":"B","args":[]}"#])
    let refused = try await stage.lifeboat("job", "cancel", "A", "--queue", "default")
    #expect(refused.ending == .exited(7))
    #expect(refused.errors.contains("this would take 3 jobs out of default"))
    let dry = try await stage.lifeboat("job", "cancel", "A", "--queue", "default", "-n")
    #expect(
      dry.output.hasPrefix("would take 3 jobs out of default; nothing was changed\n\nCLASS  COUNT\nA          3\n"))
    #expect(try stage.queue().count == 5)
    let done = try await stage.lifeboat("job", "cancel", "A", "--queue", "default", "--yes")
    #expect(done.output == "took 3 jobs out of default\n")
    #expect(try stage.queue() == ["junk", #"{"class":"B","args":[]}"#])
  }

  @Test(arguments: ["junk", #"{ "class" : "A" }"#, "🛟 x"])
  func `raw bytes go as they are`(raw: String) async throws {
    let stage = try Stage()
    try stage.push([raw, exact])
    let result = try await stage.lifeboat("job", "cancel", "--raw", raw, "--queue", "default")
    #expect(result.output == "took 1 job out of default\n")
    #expect(try stage.queue() == [exact])
  }

  @Test func `no match is exit 5 when that is wanted`() async throws {
    let stage = try Stage()
    try stage.push([exact])
    let plain = try await stage.lifeboat("job", "cancel", "B", "--queue", "default")
    #expect(plain.ending == .exited(0))
    #expect(plain.output == "took 0 jobs out of default\n")
    let required = try await stage.lifeboat("job", "cancel", "B", "--queue", "default", "--require-match")
    #expect(required.ending == .exited(5))
    #expect(required.errors == "error: nothing matched\n")
  }

  @Test func `a queue that is no list, and a Redis that is not there, are errors`() async throws {
    let stage = try Stage()
    try stage.call("SET", "resque:queue:default", "text")
    let wrong = try await stage.lifeboat("job", "cancel", "A", "--queue", "default", "--yes")
    #expect(wrong.ending == .exited(1))
    #expect(wrong.errors.contains("WRONGTYPE"))
    stage.redis.kill()
    #expect(try await stage.lifeboat("job", "cancel", "A", "--queue", "default").ending == .exited(6))
  }

  @Test func `a queue that nobody knows is an error with the nearest name`() async throws {
    let stage = try Stage()
    try stage.push("A", numbers: 0..<1, to: "mail")
    let result = try await stage.lifeboat("job", "cancel", "A", "[0]", "--queue", "mial")
    #expect(result.ending == .exited(1))
    #expect(result.errors == "error: there is no queue mial; did you mean mail?\n")
    #expect(try stage.queue("mail").count == 1)
  }
}
