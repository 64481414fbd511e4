import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat failed export` and `lifeboat failed import`.
@Suite struct FailedTransferTests {
  private func entry(_ number: Int, class name: String = "Mail") -> String {
    #"{"failed_at":"2026/01/02 03:04:05 UTC","payload":{"class":"\#(name)","args":[\#(number),1.0,"é"]},"exception":"E","queue":"mail"}"#
  }

  private func fill(_ stage: Stage, _ count: Int) throws -> [String] {
    let entries = (0..<count).map { entry($0) }
    for start in stride(from: 0, to: count, by: 1_000) {
      var push = RedisCommand("RPUSH", "resque:failed")
      for entry in entries[start..<min(start + 1_000, count)] { push.append(entry) }
      _ = try stage.session.call(push)
    }
    return entries
  }

  @Test func `a round trip restores a list exactly, and the same file adds nothing again`() async throws {
    let stage = try Stage()
    var entries = try fill(stage, 1_203)
    for odd in ["junk \u{1B}[31m", "\"\"", entry(7), ""] {
      try stage.call("RPUSH", "resque:failed", odd)
      entries.append(odd)
    }
    _ = try stage.session.call(RedisCommand("RPUSH", "resque:failed", [UInt8](arrayLiteral: 0xFF, 0x0A, 0x00)))
    let file = stage.folder.appending(path: "a b.jsonl").path
    let export = try await stage.lifeboat("failed", "export", file)
    #expect(export.ending == .exited(0), "\(export.errors)")
    #expect(export.output == "exported 1,208 jobs to \(file)\n")
    try stage.call("RENAME", "resque:failed", "before")
    let first = try await stage.lifeboat("failed", "import", file, "--yes", "--dialect", "resque")
    #expect(first.output == "put back 1,208 failures\n", "\(first.errors)")
    #expect(try stage.call("LRANGE", "before", "0", "-1") == stage.call("LRANGE", "resque:failed", "0", "-1"))
    let again = try await stage.lifeboat("failed", "import", file, "--yes", "-o", "json")
    #expect(again.output == #"{"added":0,"overflowed":0,"present":0,"repeated":0,"kept":0,"lines_before":1208}"# + "\n")
    #expect(try stage.call("LLEN", "resque:failed").int == 1_208)
    #expect(try await stage.lifeboat("failed", "import", file, "--yes", "--again").ending == .exited(0))
    #expect(try stage.call("LLEN", "resque:failed").int == 2_416)
  }

  @Test func `a round trip restores sorted sets with their scores, through a pipe too`() async throws {
    let stage = try Stage()
    for number in 0..<700 {
      try stage.call(
        "ZADD", "dead", "\(4_000_000_000.1 + Double(number / 3))", "{\"class\":\"C\",\"args\":[\(number)]}")
    }
    try stage.call("ZADD", "dead", "1.5", "old")
    let lines = try await stage.lifeboat("failed", "export", "--dialect", "sidekiq").output
    #expect(lines.split(separator: "\n").count == 701)
    let before = try stage.call("ZRANGE", "dead", "0", "-1", "WITHSCORES").array ?? []
    try stage.call("DEL", "dead")
    let back = try await stage.run(["failed", "import", "-", "--yes", "--dialect", "sidekiq"], input: lines)
    #expect(back.output == "put back 701 failures; 1 of them into the overflow\n", "\(back.errors)")
    #expect(try stage.call("ZRANGE", "dead", "0", "-1", "WITHSCORES").array == Array(before.dropFirst(2)))
    #expect(try stage.list("lifeboat:sidekiq:overflow") == ["1.5:old"])
  }

  @Test func `a file is private, and replaces none`() async throws {
    let stage = try Stage()
    _ = try fill(stage, 3)
    let file = try stage.write("mine", to: "f")
    let refused = try await stage.lifeboat("failed", "export", file)
    #expect(refused.ending == .exited(7))
    #expect(refused.errors == "error: \(file) is there already; give another name, or --force to replace it\n")
    #expect(stage.bytes(of: "f") == Array("mine".utf8))
    #expect(try await stage.lifeboat("failed", "export", file, "--force").ending == .exited(0))
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: stage.folder.path) == ["f"])
    let nowhere = try await stage.lifeboat("failed", "export", stage.folder.appending(path: "no/f").path)
    #expect(nowhere.ending == .exited(1))
    #expect(nowhere.errors.contains("cannot be written: No such file or directory"))
  }

  @Test func `nothing is put back of a file with one bad line, whose number is named`() async throws {
    let stage = try Stage()
    _ = try fill(stage, 700)
    let lines = try await stage.lifeboat("failed", "export").output.split(separator: "\n").map(String.init)
    try stage.call("DEL", "resque:failed")
    for (bad, reason) in [
      ("junk", "it is not JSON: at byte 0"),
      ("[]", "expected a JSON object as `failed export` writes it, got an array"),
      (lines[3].replacingOccurrences(of: "é", with: "e"), "the entry was changed since it was written"),
      (
        lines[3].replacingOccurrences(of: #""set":"failed""#, with: #""set":"queues""#),
        "resque has no set of failures queues"
      ),
      (
        lines[3].replacingOccurrences(of: #""dialect":"resque""#, with: #""dialect":"sidekiq""#),
        "it is a failure of sidekiq's"
      ),
    ] {
      var broken = lines
      broken[649] = bad
      let result = try await stage.run(
        ["failed", "import", "-", "--yes", "--dialect", "resque"], input: broken.joined(separator: "\n"))
      #expect(result.ending == .exited(1))
      #expect(result.errors.hasPrefix("error: standard input, line 650: \(reason)"), "\(result.errors)")
      #expect(result.errors.hasSuffix("; nothing was put back\n"))
    }
    #expect(try stage.call("DBSIZE").int == 0)
    #expect(try await stage.lifeboat("failed", "import", "/nowhere").ending == .exited(1))
  }

  @Test func `files may be put together, cut apart and have blank lines`() async throws {
    let stage = try Stage()
    let entries = try fill(stage, 20)
    let lines = try await stage.lifeboat("failed", "export").output.split(separator: "\n").map(String.init)
    try stage.call("DEL", "resque:failed")
    let text = "\n" + (lines[10...] + [""] + lines[..<5]).joined(separator: "\r\n")
    let flags = ["failed", "import", "-", "--dialect", "resque"]
    let preview = try await stage.run(flags + ["-n", "-o", "json"], input: text)
    #expect(preview.output.hasPrefix(#"{"dry_run":true,"count":15,"groups":[{"class":"Mail","count":15}],"samples":["#))
    let refused = try await stage.run(flags, input: text)
    #expect(refused.ending == .exited(7))
    #expect(try stage.call("DBSIZE").int == 0)
    #expect(try await stage.run(flags + ["--yes"], input: text).output == "put back 15 failures\n")
    #expect(try stage.list("resque:failed") == Array(entries[10...] + entries[..<5]))
    #expect(try await stage.run(flags, input: "").output == "put back 0 failures\n")
  }

  @Test func `a killed import goes on where it stopped, and loses and doubles nothing`() async throws {
    let stage = try Stage()
    let entries = try fill(stage, 6_000)
    let file = stage.folder.appending(path: "f").path
    _ = try await stage.lifeboat("failed", "export", file)
    try stage.call("DEL", "resque:failed")
    let arguments = ["failed", "import", file, "--yes", "--dialect", "resque", "--redis", stage.redis.urlText]
    for number in 1... {
      let program = try BuiltProgram("lifeboat", arguments)
      try await eventually("it puts back more") {
        try stage.call("LLEN", "resque:failed").int ?? 0 >= min(6_000, 2_000 * number)
      }
      program.kill()
      if try stage.call("LLEN", "resque:failed").int == 6_000 { break }
    }
    #expect(try await stage.run(arguments.dropLast(2) + []).ending == .exited(0))
    #expect(try stage.list("resque:failed") == entries)
  }
}
