import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// Workers that are killed, or stopped in their tracks, at the worst moment.
@Suite struct CrashTests {
  @Test func `a worker that is killed loses no job and leaves no process behind`() async throws {
    let stage = try Stage()
    // The first ten hang, with a child and a grandchild each; another worker's handler finishes them.
    try stage.push("Ten", numbers: 0..<30)
    let first = try stage.worker(
      "--queue", "default", "--lease", "1s",
      handlers: #"""
        handlers:
          Ten:
            command: [sh, -c, "sleep 1000 & echo $! >> $STAGE/pids; sh -c 'echo $$ >> $STAGE/pids; sleep 1000; :' & echo $$ >> $STAGE/pids; wait"]
        """#)
    func pids() -> [Int] {
      String(decoding: stage.bytes(of: "pids"), as: UTF8.self).split(separator: "\n").compactMap { Int($0) }
    }
    try await eventually { pids().count == 30 }
    #expect(try stage.inFlight() == 10)
    first.kill()

    let second = try stage.worker(
      "--queue", "default", "--lease", "1s", "-c", "1",
      handlers: #"handlers: { Ten: { command: [sh, -c, "cat >> $LEDGER"] } }"#)
    try await stage.ledger(reaches: 30)
    try await eventually { try stage.stat("processed") == 30 }
    let all = (0..<30).map { #"{"class":"Ten","args":[\#($0)]}"# }
    #expect(stage.ledger.sorted() == all.sorted())
    let recovered = Set(all.prefix(10))
    // The ten go back to the front in order; those that waited behind keep their order.
    #expect(stage.ledger.filter(recovered.contains) == Array(all.prefix(10)))
    #expect(stage.ledger.filter { !recovered.contains($0) } == Array(all.dropFirst(10)))
    try await eventually("no process of the first worker lives on") { !pids().contains(where: isAlive) }
    second.send(SIGTERM)
    #expect(try await second.ending() == .exited(0))
    #expect(try stage.failures().isEmpty)
    #expect(try stage.call("SCARD", "resque:workers").int == 0)
  }

  @Test func `a worker that is killed with jobs leased ahead loses none, and their order is kept`() async throws {
    let stage = try Stage()
    let first = try await stage.mailerWithJobsInHand("--lease", "1s")
    first.kill()
    let waiting = users(try stage.queue("mail"), after: "\"args\":[")
    try stage.write("", to: "go")
    let second = try stage.mailer("--lease", "1s", "-c", "1", "--handlers", stage.folder.path + "/wait.yml")
    try await eventually { try stage.stat("processed") == 341 }
    second.send(SIGTERM)
    #expect(try await second.ending() == .exited(0))
    #expect(stage.ledger == ["began", "began", "ended"])
    // Those that waited may have begun before the first was seen dead; each order is kept.
    let all = users(second.errorText.split(separator: "\n").map(String.init), after: " user=")
    #expect(all.filter(waiting.contains) == waiting)
    #expect(all.filter { !waiting.contains($0) } == (300..<340).filter { !waiting.contains($0) })
    #expect(waiting.count < 40)
    #expect(try stage.failures().isEmpty)
    #expect(try stage.inFlight() == 0)
  }

  /// The numbers that follow a word, a line each.
  private func users(_ lines: [String], after word: String) -> [Int] {
    lines.compactMap { line in
      line.range(of: word).flatMap { Int(line[$0.upperBound...].prefix(while: \.isNumber)) }
    }
  }

  @Test func `a worker that is stopped for longer than its lease settles nothing twice and works on`() async throws {
    let stage = try Stage()
    let handlers = #"""
      handlers:
        Slow:
          command: [sh, -c, "echo began >> $LEDGER; while [ ! -e $STAGE/go ]; do sleep 0.02; done; echo ended >> $LEDGER"]
      """#
    try stage.push("Slow", numbers: 0..<4)
    let first = try stage.worker("--queue", "default", "--lease", "1s", "-c", "4", handlers: handlers)
    try await stage.ledger(reaches: 4)
    first.send(SIGSTOP)
    let second = try stage.worker("--queue", "default", "--lease", "1s", "-c", "4", handlers: handlers)
    try await eventually { second.errorText.contains("another worker died") }
    try await stage.ledger(reaches: 8)
    // The first one's programs end too; what they did must not count.
    try stage.write("", to: "go")
    try await eventually { try stage.stat("processed") == 4 }
    first.send(SIGCONT)
    try await eventually { first.errorText.contains("declared dead by another worker; starting over") }
    #expect(try stage.stat("processed") == 4)
    #expect(try stage.inFlight() == 0)
    second.send(SIGTERM)
    #expect(try await second.ending() == .exited(0))

    try stage.push("Slow", numbers: 4..<5)
    try await eventually { try stage.stat("processed") == 5 }
    first.send(SIGTERM)
    #expect(try await first.ending() == .exited(0))
    #expect(try stage.failures().isEmpty)
    #expect(try stage.queue().isEmpty)
    #expect(stage.ledger.count { $0 == "began" } == 9)
  }

  @Test func `a worker that is stopped for longer than its lease begins nothing that it has in hand`() async throws {
    let stage = try Stage()
    let first = try await stage.mailerWithJobsInHand("--lease", "1s")
    first.send(SIGSTOP)
    let second = try stage.mailer("--lease", "1s", "-c", "1", "--handlers", stage.folder.path + "/wait.yml")
    try await eventually { second.errorText.contains("another worker died") }
    try stage.write("", to: "go")
    try await eventually { try stage.stat("processed") == 341 }
    first.send(SIGCONT)
    // The job that ran has ended meanwhile: its slot would go on with the next in hand.
    try await eventually { first.errorText.contains("declared dead by another worker; starting over") }
    #expect(try stage.stat("processed") == 341)
    for worker in [first, second] {
      worker.send(SIGTERM)
      #expect(try await worker.ending() == .exited(0))
    }
    let late = users(first.errorText.split(separator: "\n").map(String.init), after: "user=").filter { $0 >= 300 }
    #expect(late == [])
  }

  @Test func `a job that kills its worker three times ends in the failed list`() async throws {
    let stage = try Stage()
    try stage.push([#"{"class":"Poison","args":[1.0]}"#])
    let handlers = #"""
      handlers:
        Poison: { command: [sh, -c, "echo poison >> $LEDGER; kill -9 $PPID"] }
        Good: { command: [sh, -c, "echo good >> $LEDGER"] }
      """#
    for death in 1...3 {
      let worker = try stage.worker("--queue", "default", "--lease", "1s", "-c", "2", handlers: handlers)
      #expect(try await worker.ending() == .killed(signal: 9))
      #expect(stage.ledger.count == death)
    }
    let last = try stage.worker("--queue", "default", "--lease", "1s", "-c", "2", handlers: handlers)
    try await eventually { try stage.list("resque:failed").count == 1 }
    let failure = try #require(try stage.failures().first)
    #expect(failure["exception"] as? String == "Lifeboat::CrashedWorker")
    #expect(failure["queue"] as? String == "default")
    #expect(try stage.list("resque:failed")[0].contains(#""payload":{"class":"Poison","args":[1.0]},"#))
    try stage.push("Good", numbers: 0..<1)
    try await stage.ledger(reaches: 4)
    #expect(stage.ledger == ["poison", "poison", "poison", "good"])
    last.send(SIGTERM)
    #expect(try await last.ending() == .exited(0))
    #expect(try stage.queue().isEmpty)
  }
}
