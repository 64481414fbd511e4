import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// What stands between a changing command and its change; `queue purge` stands for all of them.
@Suite struct ConfirmationTests {
  private func stage(jobs: Int) throws -> Stage {
    let stage = try Stage()
    try stage.push("A", numbers: 0..<jobs, to: "mail")
    return stage
  }

  private func purge(_ stage: Stage) throws -> TerminalProgram {
    try TerminalProgram(["queue", "purge", "mail", "--redis", stage.redis.urlText])
  }

  private let question = "This will drop 3 jobs of mail. Go on? [y/N] "

  @Test(arguments: ["y\n", "YES\n", " yes \n"])
  func `on a terminal a yes lets it go on`(answer: String) async throws {
    let stage = try stage(jobs: 3)
    let terminal = try purge(stage)
    try await terminal.type(answer, after: question)
    #expect(try await terminal.program.ending() == .exited(0))
    #expect(terminal.program.outputText == "dropped 3 jobs and the queue mail\n")
    #expect(try stage.queue("mail") == [])
  }

  @Test(arguments: ["n\n", "\n", "yess\n", "\u{4}"])
  func `on a terminal anything else changes nothing, Ctrl-D too`(answer: String) async throws {
    let stage = try stage(jobs: 3)
    let terminal = try purge(stage)
    try await terminal.type(answer, after: question)
    #expect(try await terminal.program.ending() == .exited(7))
    #expect(terminal.screen.contains("error: nothing was changed"))
    #expect(try stage.queue("mail").count == 3)
  }

  @Test func `Ctrl-C at the question changes nothing`() async throws {
    let stage = try stage(jobs: 3)
    let terminal = try purge(stage)
    try await eventually { terminal.screen.contains(question) }
    terminal.program.send(SIGINT)
    #expect(try await terminal.program.ending() == .killed(signal: Int(SIGINT)))
    #expect(try stage.queue("mail").count == 3)
  }

  @Test func `a single job is not asked about`() async throws {
    let stage = try stage(jobs: 1)
    let terminal = try purge(stage)
    #expect(try await terminal.program.ending() == .exited(0))
    #expect(terminal.screen.isEmpty)
    #expect(try stage.queue("mail") == [])
  }

  @Test func `without a terminal it refuses unless told yes`() async throws {
    let stage = try stage(jobs: 3)
    let refused = try await stage.lifeboat("queue", "purge", "mail", input: "y\n")
    #expect(refused.ending == .exited(7))
    #expect(
      refused.errors
        == "error: this would drop 3 jobs of mail, and there is no terminal to ask on; nothing was changed."
        + " --yes does it, --dry-run shows it\n")
    #expect(try stage.queue("mail").count == 3)
    #expect(try await stage.lifeboat("queue", "purge", "mail", "--yes").ending == .exited(0))
    #expect(try stage.queue("mail") == [])
  }

  @Test func `a dry run counts by class, shows five, and writes nothing at all`() async throws {
    let stage = try stage(jobs: 4)
    try stage.push("B", numbers: 0..<2, to: "mail")
    try stage.push(["{\"class\":\u{1B}"], to: "mail")
    let before = try stage.call("INFO", "persistence").string?.split(separator: "\r\n").first {
      $0.hasPrefix("rdb_chan")
    }
    let dry = try await stage.lifeboat("queue", "purge", "mail", "-n")
    #expect(
      dry.output == """
        would drop 7 jobs of mail; nothing was changed

        CLASS        COUNT
        A                4
        B                2
        (malformed)      1

        5 of them:
          {"class":\\u{1b}
          {"class":"B","args":[1]}
          {"class":"B","args":[0]}
          {"class":"A","args":[3]}
          {"class":"A","args":[2]}

        """)
    let json = try await stage.lifeboat("queue", "purge", "mail", "--dry-run", "-o", "json").output
    #expect(
      json.hasPrefix(
        #"{"dry_run":true,"count":7,"groups":[{"class":"A","count":4},{"class":"B","count":2},"#
          + #"{"class":"(malformed)","count":1}],"samples":["{\"class\":\\u{1b}","#), "\(json)")
    let after = try stage.call("INFO", "persistence").string?.split(separator: "\r\n").first {
      $0.hasPrefix("rdb_chan")
    }
    #expect(before != nil && before == after)
  }
}
