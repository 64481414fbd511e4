import LifeboatRedis
import LifeboatTestSupport
import Testing

/// Jobs that nobody should send: each through a whole worker, and then through everything that shows failures.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct HostileJobTests {
  /// A job, and what the failed list then says of it: its class, and the name of its error.
  struct Hostile: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let job: String
    var className: String? = "Note"
    var exception = "Lifeboat::CommandFailed"
  }

  private static let manyKeys = (0..<100_000).map { #""key\#($0)":\#($0)"# }.joined(separator: ",")
  private static let deep = String(repeating: "[", count: 99) + String(repeating: "]", count: 99)
  private static let tooDeep = String(repeating: "[", count: 1_000) + String(repeating: "]", count: 1_000)
  private static let jobs = [
    Hostile(
      testDescription: "ten megabytes",
      job: #"{"class":"Note","args":["\#(String(repeating: "x", count: 10_000_000))"]}"#),
    Hostile(testDescription: "100,000 keys", job: #"{"class":"Note","args":[],\#(manyKeys)}"#),
    Hostile(testDescription: "100,000 keys in an argument", job: #"{"class":"Note","args":[{\#(manyKeys)}]}"#),
    Hostile(
      testDescription: "100,000 equal keys",
      job: #"{\#(String(repeating: #""class":"Other","#, count: 100_000))"class":"Note","args":[]}"#),
    Hostile(
      testDescription: "numbers of 10,000 digits",
      job:
        #"{"class":"Note","args":[\#(String(repeating: "9", count: 10_000)),1e\#(String(repeating: "9", count: 10_000))]}"#
    ),
    Hostile(
      testDescription: "lone surrogates", job: #"{"class":"Note","args":["\ud800","\udc00\ud800"]}"#,
      exception: "Lifeboat::MalformedPayload"),
    Hostile(testDescription: "escaped NULs", job: #"{"class":"Note","args":["\u0000a\u0000"]}"#),
    Hostile(testDescription: "100 levels", job: #"{"class":"Note","args":\#(deep)}"#),
    Hostile(
      testDescription: "1,000 levels", job: #"{"class":"Note","args":\#(tooDeep)}"#,
      exception: "Lifeboat::MalformedPayload"),
    Hostile(
      testDescription: "a class of a megabyte",
      job: #"{"class":"\#(String(repeating: "Long", count: 262_144))","args":[]}"#, className: nil,
      exception: "Lifeboat::UnknownClass"),
    Hostile(
      testDescription: "a class that steers terminals", job: #"{"class":"\u001b]0;x\u0007\u202e\nOK","args":[]}"#,
      className: "\u{1B}]0;x\u{7}\u{202E}\nOK", exception: "Lifeboat::UnknownClass"),
  ]

  @Test(arguments: jobs)
  func `what nobody should send fails like any job, and everything shows it`(hostile: Hostile) async throws {
    let stage = try Stage()
    try stage.push([hostile.job, #"{"class":"Next","args":[]}"#])
    let worker = try await stage.drain(
      handlers: #"handlers: { Note: { command: [sh, -c, "cat > /dev/null; exit 1"] }, Next: { builtin: discard } }"#)
    #expect(worker.ending == .exited(0))
    try requireQuiet(worker)
    #expect(try stage.stat("processed") == 2)
    #expect(try await groups(stage, "error") == [hostile.exception])
    if let name = hostile.className { #expect(try await groups(stage, "class") == [name]) }
    // Foundation does not read every number that Ruby does.
    let line = try await stage.lifeboat("failed", "ls", "-o", "jsonl").output
    let id = try #require(line.split(separator: "\"", maxSplits: 4).dropFirst(3).first.map(String.init))
    let commands = [
      ["failed", "ls"], ["failed", "show", id], ["failed", "show", id, "-o", "json"],
      ["failed", "count", "--by", "class"], ["failed", "top"], ["failed", "count", "--match", "no such text"],
      ["job", "find", "--class", "Note"], ["status"],
    ]
    for command in commands { try await run(command, stage) }
    // What Ruby could not parse never goes back to a queue.
    let isJob = hostile.exception != "Lifeboat::MalformedPayload"
    try await run(["failed", "requeue", id], stage, ending: isJob ? 0 : 7)
    #expect(try stage.queue().map { Array($0.utf8) } == (isJob ? [Array(hostile.job.utf8)] : []))
    for format in [[], ["-o", "jsonl"]] { try await run(["queue", "show", "default"] + format, stage) }
  }

  @Test(arguments: ["odd\nqueue", "\u{1B}[2J", "a b:c,d", "🛟", "\u{202E}x", "..", "*"])
  func `a queue of any name is shown, paused and emptied`(queue: String) async throws {
    let stage = try Stage()
    try stage.push([#"{"class":"Note","args":[]}"#], to: queue)
    for command in [["queue", "ls"], ["queue", "show", queue], ["status"], ["queue", "pause", queue]] {
      try await run(command, stage)
    }
    try await run(["queue", "resume", queue], stage)
    try await run(["queue", "purge", queue, "--yes"], stage)
    #expect(try stage.queue(queue) == [])
  }

  /// What the failures have in common, by the word for it.
  private func groups(_ stage: Stage, _ word: String) async throws -> [String?] {
    let output = try await stage.lifeboat("failed", "count", "--by", word, "-o", "json").output
    let groups = (try json(output) as? [String: Any])?["groups"] as? [[String: Any]] ?? []
    return groups.map { $0[word] as? String }
  }

  private func run(_ command: [String], _ stage: Stage, ending: Int = 0) async throws {
    let result = try await stage.run(command)
    #expect(result.ending == .exited(ending), "\(command): \(result.errors.prefix(500))")
    try requireQuiet(result, isJSON: command.contains("-o"))
  }

  /// Nothing that steers a terminal comes out, raw.
  private func requireQuiet(_ result: Finished, isJSON: Bool = false) throws {
    let steering: [Unicode.Scalar] = ["\u{1B}", "\u{7}", "\u{0}"] + (isJSON ? [] : ["\u{9B}", "\u{202E}"])
    for scalar in steering {
      #expect(!result.output.unicodeScalars.contains(scalar))
      #expect(!result.errors.unicodeScalars.contains(scalar))
    }
  }
}
