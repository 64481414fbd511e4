import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat queue pause` and `resume`.
@Suite struct PauseTests {
  private let paused = "resque:lifeboat:resque:paused"

  private func members(_ stage: Stage) throws -> Set<String> {
    Set(try stage.call("SMEMBERS", paused).array?.compactMap(\.string) ?? [])
  }

  @Test func `queues are paused and resumed by name, and lists show it`() async throws {
    let stage = try Stage()
    try stage.push("A", numbers: 0..<1, to: "mail")
    try stage.push("A", numbers: 0..<1, to: "a b")
    let pause = try await stage.lifeboat("queue", "pause", "mail", "a b")
    #expect(pause.ending == .exited(0))
    #expect(pause.output == "paused: mail, a b (for Lifeboat's workers; Ruby's still take from there)\n")
    #expect(pause.errors.isEmpty)
    #expect(try members(stage) == ["mail", "a b"])
    #expect(
      try await stage.lifeboat("queue", "ls").output
        == "QUEUE  WAITING  PAUSED\na b          1  paused\nmail         1  paused\n")
    let status = try await stage.lifeboat("status", "-o", "json").output
    #expect(
      status.contains(#""queues":[{"name":"a b","waiting":1,"paused":true},{"name":"mail","waiting":1,"paused":true}]"#)
    )
    #expect(try await stage.lifeboat("queue", "resume", "mail").output == "resumed: mail\n")
    #expect(try members(stage) == ["a b"])
    let json = try await stage.lifeboat("queue", "resume", "a b", "-o", "json")
    #expect(json.output == "{\"paused\":false,\"all\":false,\"queues\":[\"a b\"]}\n")
    #expect(try stage.call("EXISTS", paused).int == 0)
  }

  @Test func `--all sets the key that Ruby honours, and takes it away`() async throws {
    let stage = try Stage()
    try stage.call("SADD", paused, "mail")
    let pause = try await stage.lifeboat("queue", "pause", "--all")
    #expect(pause.output == "paused: no worker takes a job until `lifeboat queue resume --all`\n")
    #expect(try stage.call("GET", "resque:pause-all-workers").string == "true")
    #expect(try await stage.lifeboat("status").output.contains("all workers are paused"))
    let one = try await stage.lifeboat("queue", "resume", "mail")
    #expect(one.output == "resumed: mail\nall workers are still paused; `lifeboat queue resume --all` ends that\n")
    try stage.call("SADD", paused, "slow")
    let all = try await stage.lifeboat("queue", "resume", "--all")
    #expect(all.output == "resumed: all workers\nstill paused by name: slow\n")
    #expect(try stage.call("EXISTS", "resque:pause-all-workers").int == 0)
  }

  @Test(arguments: ["🛟", "a:b", "a,b", "*"])
  func `a queue that is not there yet is paused for when it comes, with a note`(name: String) async throws {
    let stage = try Stage()
    try stage.push("A", numbers: 0..<1, to: "mail")
    let pause = try await stage.lifeboat("queue", "pause", name)
    #expect(pause.ending == .exited(0))
    #expect(pause.errors == "note: there is no queue \(name) yet\n")
    #expect(try members(stage) == [name])
    #expect(try await stage.lifeboat("queue", "pause", name).errors == "note: there is no queue \(name) yet\n")
    #expect(
      try await stage.lifeboat("queue", "ls", "-o", "jsonl").output.contains(
        "{\"name\":\"\(name)\",\"waiting\":0,\"paused\":true}\n"))
  }

  @Test func `a mistyped name is told with the nearest one`() async throws {
    let stage = try Stage()
    try stage.push("A", numbers: 0..<1, to: "mail")
    let pause = try await stage.lifeboat("queue", "pause", "mial")
    #expect(pause.errors == "note: there is no queue mial yet; did you mean mail?\n")
    let resume = try await stage.lifeboat("queue", "resume", "miall")
    #expect(resume.ending == .exited(0))
    #expect(resume.errors == "note: miall was not paused; did you mean mial?\n")
    #expect(resume.output == "nothing to resume\n")
  }

  @Test func `a pause key of the wrong type is an error in a sentence`() async throws {
    let stage = try Stage()
    try stage.call("SET", paused, "text")
    let pause = try await stage.lifeboat("queue", "pause", "mail")
    #expect(pause.ending == .exited(1))
    #expect(pause.errors.contains("SMEMBERS \(paused): WRONGTYPE "), "\(pause.errors)")
    try stage.call("SET", "resque:pause-all-workers", "true")
    let resume = try await stage.lifeboat("queue", "resume", "--all")
    #expect(resume.ending == .exited(0))
    #expect(resume.output == "resumed: all workers\n")
    #expect(resume.errors.hasPrefix("note: which queues are paused by name is not known: "))
    #expect(try stage.call("EXISTS", "resque:pause-all-workers").int == 0)
  }

  @Test(arguments: [[], ["mail", "--all"], [""]])
  func `it must be said which`(arguments: [String]) async throws {
    for verb in ["pause", "resume"] {
      let result = try await Finished(try BuiltProgram("lifeboat", ["queue", verb] + arguments))
      #expect(result.ending == .exited(2))
    }
  }
}
