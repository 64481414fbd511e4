import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat queue move` of many jobs, interrupted and killed.
@Suite(.timeLimit(.minutes(10))) struct MoveTests {
  private let count = 20_000

  private func stage(_ count: Int = 20_000, isDurable: Bool = false) throws -> Stage {
    let stage = try Stage(RedisServer.Options(isDurable: isDurable))
    for start in stride(from: 0, to: count, by: 1_000) {
      try stage.push("A", numbers: start..<(start + 1_000), to: "mail")
    }
    return stage
  }

  private func jobs(_ numbers: Range<Int>) -> [String] { numbers.map { #"{"class":"A","args":[\#($0)]}"# } }

  private func move(_ stage: Stage) throws -> BuiltProgram {
    try BuiltProgram("lifeboat", ["queue", "move", "mail", "slow", "--yes", "--redis", stage.redis.urlText])
  }

  private func moved(_ stage: Stage) throws -> Int { try stage.call("LLEN", "resque:queue:slow").int ?? 0 }

  @Test func `20,000 jobs move in order`() async throws {
    let stage = try stage()
    #expect(try await Finished(move(stage)).output == "moved 20,000 jobs to slow\n")
    #expect(try stage.queue("slow") == jobs(0..<count))
    #expect(try stage.queue("mail") == [])
  }

  @Test func `a kill at any instant leaves every job in exactly one of both, and the same command moves the rest`()
    async throws
  {
    let count = 60_000
    // A Redis that writes each step to disk, so that the kills come in the middle.
    let stage = try stage(count, isDurable: true)
    for threshold in stride(from: 500, to: 20_000, by: 4_000) {
      let program = try move(stage)
      try await eventually("some have moved") { try moved(stage) >= threshold }
      program.kill()
      let split = try moved(stage)
      #expect(try stage.queue("slow") == jobs(0..<split))
      #expect(try stage.queue("mail") == jobs(split..<count))
    }
    #expect(try await Finished(move(stage)).ending == .exited(0))
    #expect(try stage.queue("slow") == jobs(0..<count))
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `who interrupts it is told how far it came`(signal: Int32) async throws {
    let stage = try stage()
    let program = try move(stage)
    try await eventually("the first have moved") { try moved(stage) > 0 }
    program.send(signal)
    let ending = try await program.ending()
    let split = try moved(stage)
    #expect(try stage.queue("slow") + stage.queue("mail") == jobs(0..<count))
    if ending == .exited(0) {
      #expect(split == count, "it was done before the signal came")
    } else {
      #expect(ending == .exited(130))
      #expect(program.errorText == "error: interrupted; \(split) of 20,000 jobs were moved\n")
    }
  }

  @Test func `Redis dies in the middle, and the sentence says what is certain`() async throws {
    let stage = try Stage(RedisServer.Options(isDurable: true))
    try stage.push("A", numbers: 0..<count, to: "mail")
    let program = try move(stage)
    try await eventually("the first have moved") { try moved(stage) > 0 }
    stage.redis.kill()
    let ending = try await program.ending()
    try stage.redis.start()
    let split = try moved(stage)
    #expect(try stage.queue("slow") + stage.queue("mail") == jobs(0..<count))
    if ending == .exited(0) { return #expect(split == count) }
    let said = try #require(program.errorText.firstMatch(of: /(\d+) of 20,000 jobs were certainly moved/)?.1)
    let certain = try #require(Int(said))
    #expect(ending == .exited(certain == 0 ? 6 : 4))
    #expect(split >= certain && split <= certain + 500)
  }

  @Test func `on a terminal it shows how far it is`() async throws {
    let stage = try stage()
    let terminal = try TerminalProgram(["queue", "move", "mail", "slow", "--redis", stage.redis.urlText])
    try await terminal.type("y\n", after: "This will move 20,000 jobs from mail to slow. Go on? [y/N] ")
    #expect(try await terminal.program.ending() == .exited(0))
    #expect(terminal.screen.contains("moved 500 of 20000 …"), "\(terminal.screen)")
    #expect(terminal.screen.hasSuffix("\r\u{1B}[K"))
  }
}
