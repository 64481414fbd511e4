import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat queue purge` and `move`.
@Suite struct QueueChangeTests {
  @Test(arguments: ["a b", "🛟", "a:b", "a,b", "ünï"])
  func `purge drops the jobs and the name, whatever it is`(name: String) async throws {
    let stage = try Stage()
    try stage.push("A", numbers: 0..<3, to: name)
    try stage.push("A", numbers: 0..<1, to: "other")
    let result = try await stage.lifeboat("queue", "purge", name, "--yes", "-o", "json")
    #expect(result.output == "{\"queue\":\"\(name)\",\"dropped\":3,\"left\":0}\n")
    #expect(try stage.call("EXISTS", "resque:queue:\(name)").int == 0)
    #expect(try stage.call("SMEMBERS", "resque:queues").array?.compactMap(\.string) == ["other"])
    #expect(try stage.queue("other").count == 1)
  }

  @Test func `purge drops the name of a drained queue`() async throws {
    let stage = try Stage()
    try stage.call("SADD", "resque:queues", "mail")
    #expect(try await stage.lifeboat("queue", "purge", "mail").output == "dropped 0 jobs and the queue mail\n")
    #expect(try stage.call("EXISTS", "resque:queues").int == 0)
  }

  @Test func `purge refuses what is no list, and a queue that does not exist`() async throws {
    let stage = try Stage()
    try stage.call("SADD", "resque:queues", "mail")
    try stage.call("SET", "resque:queue:mail", "text")
    let wrong = try await stage.lifeboat("queue", "purge", "mail", "--yes")
    #expect(wrong.ending == .exited(1))
    #expect(wrong.errors.contains("WRONGTYPE"))
    #expect(try stage.call("GET", "resque:queue:mail").string == "text")
    let none = try await stage.lifeboat("queue", "purge", "mial", "--yes")
    #expect(none.ending == .exited(1))
    #expect(none.errors == "error: there is no queue mial; did you mean mail?\n")
  }

  @Test(arguments: [["purge", "--yes"], ["show"], ["move", "--yes"]])
  func `a name that only looks like a queue's is none`(words: [String]) async throws {
    let stage = try Stage()
    try stage.push("A", numbers: 0..<2, to: "\u{E9}")
    try stage.call("SADD", "resque:lifeboat:resque:paused", "slow")
    _ = try stage.session.call(RedisCommand("SADD", "resque:queues", [0xFF] as [UInt8]))
    for name in ["e\u{301}", "slow", "\u{FFFD}"] {
      let target = words[0] == "move" ? ["other"] : []
      let result = try await stage.run(["queue", words[0], name] + target + words.dropFirst())
      #expect(result.ending == .exited(1))
      #expect(result.errors.hasPrefix("error: there is no queue \(name); "), "\(result.errors)")
    }
    #expect(try stage.call("SCARD", "resque:queues").int == 2)
    #expect(try await stage.lifeboat("queue", "ls").output.contains("\n\u{FFFD}      (unreadable name)"))
  }

  @Test func `move puts the front of one behind the back of the other, in order, byte for byte`() async throws {
    let stage = try Stage()
    let jobs = ["junk", #"{ "class":"A","args":[1.0]}"#, #"{"class":"A","args":[2]}"#]
    try stage.push(jobs, to: "a b")
    try stage.push(["first"], to: "🛟")
    let limited = try await stage.lifeboat("queue", "move", "a b", "🛟", "--limit", "1")
    #expect(limited.output == "moved 1 job to 🛟\n")
    #expect(try stage.queue("🛟") == ["first", "junk"])
    let rest = try await stage.lifeboat("queue", "move", "a b", "🛟", "--yes", "-o", "json")
    #expect(rest.output == "{\"from\":\"a b\",\"to\":\"🛟\",\"moved\":2}\n")
    #expect(try stage.queue("🛟") == ["first"] + jobs)
    #expect(try stage.queue("a b") == [])
    #expect(try await stage.lifeboat("queue", "move", "a b", "🛟").output == "moved 0 jobs to 🛟\n")
  }

  @Test func `a job of 10 MB moves among small ones`() async throws {
    let stage = try Stage()
    let big = #"{"class":"Big","args":[""# + String(repeating: "0123456789", count: 1_000_000) + #""]}"#
    try stage.push(["a", big, big, "b"], to: "mail")
    #expect(try await stage.lifeboat("queue", "move", "mail", "slow", "--yes").output == "moved 4 jobs to slow\n")
    #expect(try stage.queue("slow") == ["a", big, big, "b"])
  }

  @Test func `a new queue's name is noted`() async throws {
    let stage = try Stage()
    try stage.push("A", numbers: 0..<1, to: "mail")
    #expect(try await stage.lifeboat("queue", "move", "mail", "new").ending == .exited(0))
    #expect(try stage.call("SISMEMBER", "resque:queues", "new").int == 1)
  }

  @Test func `move refuses a target that is no list before anything moves`() async throws {
    let stage = try Stage()
    try stage.push("A", numbers: 0..<3, to: "mail")
    try stage.call("SET", "resque:queue:slow", "text")
    let result = try await stage.lifeboat("queue", "move", "mail", "slow", "--yes")
    #expect(result.ending == .exited(1))
    #expect(result.errors.contains("WRONGTYPE"))
    #expect(try stage.queue("mail").count == 3)
    #expect(try stage.call("SISMEMBER", "resque:queues", "slow").int == 0)
  }

  @Test(arguments: [
    (["mail", "mail"], 2, "jobs cannot be moved from mail to itself; name two queues"),
    (["mial", "slow"], 1, "there is no queue mial; did you mean mail?"),
    (["mail", "slow", "--limit", "0"], 2, "--limit: expected 1 or more, got 0"),
    (["mail", ""], 2, "the queue to put into needs a name"), (["mail"], 2, "Missing expected argument '<target>'"),
    (["mail", "slow"], 7, "this would move 3 jobs from mail to slow"),
  ])
  func `move says what is wrong`(arguments: [String], code: Int, sentence: String) async throws {
    let stage = try Stage()
    try stage.push("A", numbers: 0..<3, to: "mail")
    let program = try BuiltProgram(
      "lifeboat", ["queue", "move"] + arguments + ["--redis", stage.redis.urlText])
    let result = try await Finished(program)
    #expect(result.ending == .exited(code))
    #expect(result.errors.contains(sentence), "\(result.errors)")
    #expect(try stage.queue("mail").count == 3)
  }

  @Test(arguments: [["queue", "purge", "a"], ["queue", "move", "a", "b"], ["queue", "pause", "a"]])
  func `a Redis that is not there is exit 6`(arguments: [String]) async throws {
    let program = try BuiltProgram("lifeboat", arguments + ["--redis", "redis://127.0.0.1:\(try freePort())"])
    let result = try await Finished(program)
    #expect(result.ending == .exited(6))
    #expect(result.errors.hasPrefix("error: Redis cannot be reached: "))
  }
}
