import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// What reaches the terminal, and what happens when nobody reads.
@Suite struct OutputTests {
  @Test func `a reader that has read enough ends a command without a word`() async throws {
    let stage = try Stage()
    try stage.push("Note", numbers: 0..<10_000)
    for format in ["table", "json", "jsonl"] {
      let program = try BuiltProgram(
        "/bin/sh",
        [
          "-c", "\"$@\" | head -c 10", "sh", try BuiltProgram.path(of: "lifeboat"), "queue", "show", "default",
          "--limit", "10000", "-o", format, "--redis", stage.redis.urlText,
        ])
      let result = try await Finished(program)
      #expect(result.ending == .exited(0))
      #expect(result.output.utf8.count == 10)
      #expect(result.errors.isEmpty)
    }
  }

  @Test(arguments: ["table", "json", "jsonl"])
  func `an escape sequence in Redis never reaches the output raw`(format: String) async throws {
    let stage = try Stage()
    let raw = "\u{1B}[31m\u{7}\u{9B}"
    let quoted = "\\u001b[31m\\u0007\\u009b"
    try stage.push([#"{"class":"\#(quoted)","args":["\#(quoted)"]}"#, #"{"class":"A","args":["\#(raw)"]}"#, raw])
    try stage.push([#"{"class":"A","args":[]}"#], to: "q\(raw)")
    for text in [raw, quoted] {
      try stage.call(
        "RPUSH", "resque:failed",
        #"{"failed_at":"\#(text)","payload":{"class":"\#(text)","args":["\#(text)"]},"exception":"\#(text)","#
          + #""error":"\#(text)","backtrace":["\#(text)"],"worker":"\#(text)","queue":"\#(text)","retried_at":"\#(text)"}"#
      )
    }
    try stage.call("SADD", "resque:workers", "host\(raw):1:\(raw)")
    try stage.call(
      "SET", "resque:worker:host\(raw):1:\(raw)", #"{"queue":"\#(quoted)","payload":{"class":"\#(quoted)"}}"#)
    let failed = try await stage.lifeboat("failed", "ls", "-o", "jsonl").output.split(separator: "\n")
    let ids = try failed.map { (try json(String($0)) as? [String: Any])?["id"] as? String ?? "" }
    var commands = [["status"], ["queue", "ls"], ["queue", "show", "default"], ["worker", "ls"], ["failed", "ls"]]
    commands += ids.map { ["failed", "show", $0] } + [["failed", "requeue"] + ids]
    for command in commands {
      let program = try BuiltProgram("lifeboat", command + ["-o", format, "--redis", stage.redis.urlText])
      let result = try await Finished(program)
      let bytes = Array((result.output + result.errors).utf8)
      #expect(!bytes.isEmpty)
      #expect(!bytes.contains(0x1B) && !bytes.contains(0x07), "\(command)")
      if format == "table" { #expect(!(result.output + result.errors).unicodeScalars.contains("\u{9B}"), "\(command)") }
    }
  }

  @Test func `an escape sequence from a job or a payload never reaches the log raw`() async throws {
    let stage = try Stage()
    try stage.push([#"{"class":"Say","args":[]}"#, #"{"class":"\u001b[31m","args":[]}"#, "\u{1B}[31m"])
    let worker = try await stage.drain(
      handlers: #"""
        handlers:
          Say: { command: [sh, -c, "printf '\\033[31mout\\n'; printf '\\033[31merr\\n' >&2; exit 1"] }
        """#)
    #expect(worker.ending == .exited(0))
    #expect(worker.errors.contains("[31mout"))
    #expect(!worker.errors.utf8.contains(0x1B))
    #expect(try stage.failures().count == 3)
  }

  @Test func `an escape sequence in what was typed comes back printable`() async throws {
    let stage = try Stage()
    for words in [["queue", "show", "\u{1B}[31m"], ["failed", "show", "\u{1B}[31m"], ["\u{1B}[31m"]] {
      let program = try BuiltProgram("lifeboat", words + (words.count > 1 ? ["--redis", stage.redis.urlText] : []))
      let result = try await Finished(program)
      #expect(result.ending != .exited(0))
      #expect(!result.errors.isEmpty && !result.errors.utf8.contains(0x1B), "\(words)")
    }
  }
}
