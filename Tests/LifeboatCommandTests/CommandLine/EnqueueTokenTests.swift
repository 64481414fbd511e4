import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat enqueue` with tokens.
@Suite(.timeLimit(.minutes(10))) struct EnqueueTokenTests {
  @Test func `a token makes a repeat harmless`() async throws {
    let stage = try Stage()
    let first = try await stage.lifeboat("enqueue", "A", "[1]", "--token", "order 4711", "--keep-tokens", "30d")
    #expect(first.output == "enqueued 1 job\n")
    let second = try await stage.lifeboat("enqueue", "A", "[1]", "--token", "order 4711")
    #expect(second.ending == .exited(0))
    #expect(second.output == "enqueued 0 jobs; 1 had been enqueued before, by token\n")
    let third = try await stage.lifeboat("enqueue", "A", "[1]", "--token", "order 4711", "-o", "json")
    #expect(third.output == "{\"enqueued\":0,\"already_enqueued\":1}\n")
    #expect(try stage.queue() == [#"{"class":"A","args":[1]}"#])
    let left = try stage.call("TTL", "resque:lifeboat:resque:token:order 4711").int ?? 0
    #expect((2_591_000...2_592_000).contains(left))
  }

  @Test func `a file's lines may have tokens, and are told apart`() async throws {
    let stage = try Stage()
    let lines = #"""
      {"class":"A","args":[1],"token":"a"}
      {"class":"A","args":[2]}
      {"class":"A","args":[3],"token":"a"}
      {"class":"B","queue":"mail","token":"b"}
      """#
    let result = try await stage.lifeboat("enqueue", "--from-file", "-", input: lines)
    #expect(result.output == "enqueued 3 jobs; 1 had been enqueued before, by token\n")
    #expect(try stage.queue() == [#"{"class":"A","args":[1]}"#, #"{"class":"A","args":[2]}"#])
    #expect(try stage.queue("mail") == [#"{"class":"B","args":[]}"#])
  }

  @Test func `what stands before a bad line is counted as it was enqueued`() async throws {
    let stage = try Stage()
    let good = (0..<3).map { #"{"class":"A","args":[\#($0)],"token":"t\#($0 / 2)"}"# }
    let result = try await stage.lifeboat(
      "enqueue", "--from-file", "-", input: (good + [#"{"class":"A","queue":""}"#]).joined(separator: "\n"))
    #expect(result.ending == .exited(4))
    #expect(
      result.errors.contains(
        "line 4: the queue's name is empty; expected one such as default; enqueued 2 before it, nothing from it on;"
          + " 1 had been enqueued before, by token"), "\(result.errors)")
    #expect(try stage.queue().count == 2)
  }

  @Test func `a file sent again after a kill in the middle doubles nothing`() async throws {
    let stage = try Stage()
    let count = 30_000
    let lines = (0..<count).map { "{\"class\":\"A\",\"args\":[\($0)],\"token\":\"t\($0)\"}\n" }.joined()
    let file = try stage.write(lines, to: "jobs.jsonl")
    for threshold in [1, 8_000, 17_000] {
      let program = try BuiltProgram("lifeboat", ["enqueue", "--from-file", file, "--redis", stage.redis.urlText])
      try await eventually("some are there") {
        (try stage.call("LLEN", "resque:queue:default").int ?? 0) >= threshold
      }
      program.kill()
    }
    let there = try stage.call("LLEN", "resque:queue:default").int ?? 0
    let last = try await stage.lifeboat("enqueue", "--from-file", file, "-o", "json")
    #expect(last.output == "{\"enqueued\":\(count - there),\"already_enqueued\":\(there)}\n")
    #expect(try stage.queue() == (0..<count).map { #"{"class":"A","args":[\#($0)]}"# })
  }

  @Test(arguments: [
    (["A", "--token", ""], 2, "the token of a job of A is empty"),
    (["A", "--token", "t", "--keep-tokens", "soon"], 2, "--keep-tokens: \"soon\" is not a duration"),
    (["A", "--token", "t", "--keep-tokens", "0s"], 2, "at least a millisecond, got 0s"),
    (["--from-file", "-", "--token", "t"], 2, "--token is for one job"),
  ])
  func `what cannot be is a usage error`(arguments: [String], code: Int, sentence: String) async throws {
    let stage = try Stage()
    let program = try BuiltProgram("lifeboat", ["enqueue"] + arguments + ["--redis", stage.redis.urlText])
    let result = try await Finished(program)
    #expect(result.ending == .exited(code))
    #expect(result.errors.contains(sentence), "\(result.errors)")
    #expect(try stage.call("DBSIZE").int == 0)
  }

  @Test(arguments: [
    (#"{"class":"A","token":5}"#, #""token" should be a string, got 5"#),
    (#"{"class":"A","token":""}"#, #""token" is empty"#),
    (#"{"class":"A","token":null}"#, #""token" should be a string, got null"#),
    (#"{"class":"A","queue":""}"#, "the queue's name is empty; expected one such as default"),
  ])
  func `a line with a bad token or queue is named`(line: String, sentence: String) async throws {
    let stage = try Stage()
    let result = try await stage.lifeboat("enqueue", "--from-file", "-", input: line)
    #expect(result.ending == .exited(1))
    #expect(result.errors.contains("standard input, line 1: " + sentence), "\(result.errors)")
  }
}
