import Foundation
import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `failed edit`, with small programs in the editor's place.
@Suite struct FailedEditTests {
  private let job = #"{"class":"Mail","args":[41 ,"\/",{"k":1.50}]}"#

  private func entry(_ job: String, queue: String = "mail") -> String {
    String(
      decoding: ResqueFailure.encode(
        payload: Array(job.utf8), queue: queue, worker: "h:1:mail", exception: "E", error: "no", failedAt: 0),
      as: UTF8.self)
  }

  /// Three failures, of which the one in the middle is edited.
  private func stage() throws -> Stage {
    let stage = try Stage()
    let entries = [#"{"class":"A"}"#, job, #"{"class":"B"}"#].map { entry($0) }
    try stage.call("RPUSH", "resque:failed", entries[0], entries[1], entries[2])
    return stage
  }

  private func id(_ stage: Stage, _ more: [String] = []) async throws -> String {
    let listing = try await stage.run(["failed", "ls", "-o", "jsonl"] + more)
    let lines = listing.output.split(separator: "\n").map(String.init)
    let line = try #require(lines.first { $0.contains(#""class":"Mail""#) })
    return try #require((try json(line) as? [String: Any])?["id"] as? String)
  }

  private func edit(_ stage: Stage, editor: String?, _ more: String...) async throws -> Finished {
    var environment = ["TMPDIR": stage.folder.path]
    environment["EDITOR"] = editor
    let dialect = more.contains("sidekiq") ? ["--dialect", "sidekiq"] : []
    return try await stage.run(["failed", "edit", try await id(stage, dialect)] + more, environment: environment)
  }

  /// An editor that is a shell script; the file is `$1`.
  private func script(_ text: String, _ stage: Stage) throws -> String {
    "sh '\(try stage.write("cd '\(stage.folder.path)'\n\(text)\n", to: "my editor.sh"))'"
  }

  /// The files that were made to edit in.
  private func files(_ stage: Stage) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: stage.folder.path).filter { $0.hasPrefix("lifeboat-") }
  }

  @Test func `only the bytes that were edited change, and the failure keeps its place`() async throws {
    let stage = try stage()
    let finished = try await edit(stage, editor: "sed -i s/41/42/", "--yes")
    #expect(finished.ending == .exited(0), "\(finished.errors)")
    let expected = entry(job.replacing("41", with: "42"))
    #expect(try stage.list("resque:failed")[1] == expected)
    #expect(try stage.list("resque:failed").count == 3)
    let lines = finished.output.split(separator: "\n").map(String.init)
    #expect(lines.prefix(2) == ["- args.0  41", "+ args.0  42"])
    #expect(lines.last == "changed; it is now \(try await id(stage).prefix(10))")
    #expect(try files(stage) == [])
  }

  @Test func `the editor sees the job on lines, in a file that only its owner may read`() async throws {
    let stage = try stage()
    let editor = try script("cp \"$1\" seen; ls -l \"$1\" > mode", stage)
    let finished = try await edit(stage, editor: editor, "--yes")
    #expect(finished.ending == .exited(0), "\(finished.errors)")
    #expect(finished.output == "nothing was changed\n")
    let seen = String(decoding: stage.bytes(of: "seen"), as: UTF8.self)
    #expect(seen.contains(#""class": "Mail""#) && seen.contains(#"[41, "\/", {"k": 1.50}]"#) && seen.hasSuffix("}\n"))
    #expect(String(decoding: stage.bytes(of: "mode"), as: UTF8.self).hasPrefix("-rw-------"))
    #expect(try stage.list("resque:failed")[1] == entry(job))
    #expect(try files(stage) == [])
  }

  @Test(arguments: [
    ("echo '{\"class\":' > \"$1\"", "line 2, column 1: "), ("echo '[]' > \"$1\"", "an array"),
    ("echo '{\"args\":[]}' > \"$1\"", "has no class"), ("echo '{\"class\":\"A\",\"args\":5}' > \"$1\"", "a number"),
    ("printf '{\"class\":\"\\377\"}' > \"$1\"", "not valid UTF-8"),
    ("exit 3", "the editor sh ended with exit code 3, so nothing was changed"),
  ])
  func `what makes no job is refused, and the text is kept`(script text: String, sentence: String) async throws {
    let stage = try stage()
    let finished = try await edit(stage, editor: try script(text, stage), "--yes")
    #expect(finished.ending == .exited(1))
    #expect(finished.errors.contains(sentence), "\(finished.errors)")
    let file = try #require(try files(stage).first)
    #expect(finished.errors.contains("the edited text is in \(stage.folder.path)/\(file)\n"))
    #expect(try stage.list("resque:failed")[1] == entry(job))
  }

  @Test func `a failure that somebody took meanwhile is not brought back`() async throws {
    let stage = try stage()
    let editor = try script("sed -i s/41/42/ \"$1\"; : > began; while [ ! -e go ]; do sleep 0.01; done", stage)
    let id = try await id(stage)
    let program = try BuiltProgram(
      "lifeboat", ["failed", "edit", id, "--yes", "--redis", stage.redis.urlText],
      environment: ["EDITOR": editor, "TMPDIR": stage.folder.path])
    try await eventually { FileManager.default.fileExists(atPath: stage.folder.appending(path: "began").path) }
    try stage.call("LREM", "resque:failed", "1", entry(job))
    try stage.write("", to: "go")
    let ended = try await Finished(program)
    #expect(ended.ending == .exited(1))
    #expect(ended.errors.contains("somebody changed or took the failure meanwhile; nothing was changed"))
    #expect(try stage.list("resque:failed").count == 2)
    let file = try #require(try files(stage).first)
    #expect(String(decoding: stage.bytes(of: file), as: UTF8.self).contains("42"))
  }

  @Test func `without a terminal it takes an editor and a yes`() async throws {
    let stage = try stage()
    let silent = try await edit(stage, editor: "sed -i s/41/42/")
    #expect(silent.ending == .exited(7) && silent.errors.contains("there is no terminal to edit on"))
    let bare = try await edit(stage, editor: nil, "--yes")
    #expect(bare.ending == .exited(2) && bare.errors.contains("EDITOR has to name a program"))
    let open = try await edit(stage, editor: "sed -i 's/41/42/", "--yes")
    #expect(open.ending == .exited(2) && open.errors.contains("EDITOR has a quote without its end"))
    let missing = try await edit(stage, editor: "no-such-editor", "--yes")
    #expect(missing.ending == .exited(1) && missing.errors.contains("the editor no-such-editor could not be started"))
    let dry = try await edit(stage, editor: "sed -i s/41/42/", "--dry-run")
    #expect(dry.ending == .exited(0) && dry.output == "- args.0  41\n+ args.0  42\nnothing was changed\n")
    #expect(try stage.list("resque:failed")[1] == entry(job))
    #expect(try files(stage) == [])
  }

  @Test func `both records of a failure change`() async throws {
    let stage = try Stage()
    try stage.call("SADD", "resque:failed_queues", "mail_failed")
    for list in ["failed", "mail_failed"] { try stage.call("RPUSH", "resque:\(list)", entry(job)) }
    let finished = try await edit(stage, editor: "sed -i s/41/42/", "--yes", "--failures", "both")
    #expect(finished.ending == .exited(0), "\(finished.errors)")
    for list in ["failed", "mail_failed"] {
      #expect(try stage.list("resque:\(list)") == [entry(job.replacing("41", with: "42"))])
    }
  }

  @Test func `a job of Sidekiq's keeps its score, and what Ruby would lose is refused`() async throws {
    let stage = try Stage()
    let job = #"{"class":"Mail","args":[41 ],"jid":"j","queue":"mail","retry":true,"error_class":"E","retry_count":0}"#
    try stage.call("SADD", "queues", "mail")
    try stage.call("ZADD", "dead", "1795252255.2877436", job)
    let spoilt = try await edit(stage, editor: "sed -i s/args/arg/", "--yes", "--dialect", "sidekiq")
    #expect(spoilt.ending == .exited(1) && spoilt.errors.contains("the edited job could not go back to work"))
    let finished = try await edit(stage, editor: "sed -i s/41/42/", "--yes", "--dialect", "sidekiq", "-o", "json")
    #expect(finished.ending == .exited(0), "\(finished.errors)")
    let edited = job.replacing("41", with: "42")
    #expect(try stage.call("ZRANGE", "dead", "0", "-1").array?.compactMap(\.string) == [edited])
    #expect(try stage.call("ZSCORE", "dead", edited).string.flatMap { Double($0) } == 1_795_252_255.2877436)
    let result = try #require(try json(finished.output) as? [String: Any])
    #expect(result["id"] as? String == (try await id(stage, ["--dialect", "sidekiq"])))
    #expect((result["differences"] as? [[String: Any]])?.first?["path"] as? [String] == ["args", "0"])
  }

  @Test func `on a terminal a mistake can be mended before it is agreed to`() async throws {
    let stage = try stage()
    let editor = try script(
      "if [ -e began ]; then echo '{\"class\":\"Mail\",\"args\":[42]}' > \"$1\"; else : > began; echo '{' > \"$1\"; fi",
      stage)
    let terminal = try TerminalProgram(
      ["failed", "edit", try await id(stage), "--redis", stage.redis.urlText],
      environment: ["EDITOR": editor, "TMPDIR": stage.folder.path])
    try await terminal.type("\n", after: "Edit again? [Y/n] ")
    try await terminal.type("y\n", after: "This will change this failure. Go on? [y/N] ")
    #expect(try await terminal.program.ending() == .exited(0), "\(terminal.screen)")
    #expect(try stage.list("resque:failed")[1] == entry(#"{"class":"Mail","args":[42]}"#))
    #expect(try files(stage) == [])
  }

  @Test func `a no keeps the edited text and changes nothing`() async throws {
    let stage = try stage()
    let terminal = try TerminalProgram(
      ["failed", "edit", try await id(stage), "--redis", stage.redis.urlText],
      environment: ["VISUAL": "sed -i s/41/42/", "EDITOR": "false", "TMPDIR": stage.folder.path])
    try await terminal.type("n\n", after: "Go on? [y/N] ")
    #expect(try await terminal.program.ending() == .exited(7))
    #expect(terminal.screen.contains("nothing was changed; the edited text is in "))
    #expect(try stage.list("resque:failed")[1] == entry(job))
    #expect(try files(stage).count == 1)
  }
}
