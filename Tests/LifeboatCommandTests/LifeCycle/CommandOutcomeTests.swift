import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat work` with programs that end in every way there is.
@Suite struct CommandOutcomeTests {
  @Test func `a program that exits with 0 succeeds, and its output is in the log`() async throws {
    let stage = try Stage()
    try stage.push("Greet", numbers: 7..<8)
    let worker = try await stage.drain(
      handlers: #"""
        handlers:
          Greet:
            command: [sh, -c, "cat >> $LEDGER; echo hello out; echo hello err >&2"]
        """#)
    #expect(worker.ending == .exited(0))
    #expect(stage.ledger == [#"{"class":"Greet","args":[7]}"#])
    #expect(worker.errors.contains(" INFO  hello out class=Greet queue=default stream=stdout\n"))
    #expect(worker.errors.contains(" INFO  hello err class=Greet queue=default stream=stderr\n"))
    #expect(try stage.stat("processed") == 1)
    #expect(try stage.stat("failed") == 0)
    #expect(try stage.failures().isEmpty)
    #expect(try stage.inFlight() == 0)
  }

  @Test func `exit status 75 puts the job off, and it comes back when it is due`() async throws {
    let stage = try Stage()
    try stage.push("Later", numbers: 1..<2)
    let worker = try stage.worker(
      "--queue", "default",
      handlers: #"""
        handlers:
          Later:
            command: [sh, -c, "echo run >> $LEDGER; [ $(wc -l < $LEDGER) -ge 2 ] || exit 75"]
            snooze: 1s
        """#)
    try await stage.ledger(reaches: 1)
    try await stage.ledger(reaches: 2)
    try await eventually { try stage.stat("processed") == 1 }
    #expect(try stage.stat("failed") == 0)
    #expect(try stage.call("ZCARD", "resque:lifeboat:resque:snoozed").int == 0)
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
    #expect(stage.ledger == ["run", "run"])
    #expect(try stage.queue().isEmpty)
  }

  @Test func `any other exit status is a failure with the end of standard error as its message`() async throws {
    let stage = try Stage()
    try stage.push("Fail", numbers: 1..<2)
    let worker = try await stage.drain(
      handlers: #"""
        handlers:
          Fail:
            command: [python3, -c, "import sys; print('one', file=sys.stderr); print('disk full', file=sys.stderr); sys.exit(3)"]
        """#)
    #expect(worker.ending == .exited(0))
    let failure = try #require(try stage.failures().first)
    #expect(failure["error"] as? String == "one\ndisk full")
    #expect(failure["exception"] as? String == "Lifeboat::CommandFailed")
    #expect(failure["queue"] as? String == "default")
    #expect(failure["payload"] as? [String: any Sendable] != nil)
    #expect(try stage.list("resque:failed")[0].contains(#""payload":{"class":"Fail","args":[1]}"#))
    #expect(try stage.stat("processed") == 1)
    #expect(try stage.stat("failed") == 1)
  }

  @Test func `a program that is killed by a signal fails, and the signal is named`() async throws {
    let stage = try Stage()
    try stage.push("Fall", numbers: 1..<2)
    _ = try await stage.drain(
      handlers: #"""
        handlers:
          Fall:
            command: [sh, -c, "echo last words >&2; kill -SEGV $$"]
        """#)
    let failure = try #require(try stage.failures().first)
    #expect(failure["exception"] as? String == "Lifeboat::KilledChild")
    #expect(failure["error"] as? String == "was killed by SIGSEGV (11); its last words:\nlast words")
  }

  @Test func `a time-out ends the program and its children, and is a failure`() async throws {
    let stage = try Stage()
    try stage.push("Hang", numbers: 1..<2)
    let worker = try await stage.drain(
      handlers: #"""
        handlers:
          Hang:
            command: [sh, -c, "echo $$ >> $LEDGER; sleep 1000 & echo $! >> $LEDGER; sh -c 'echo $$ >> $LEDGER; exec sleep 1000'"]
            timeout: 1s
        """#)
    #expect(worker.ending == .exited(0))
    let failure = try #require(try stage.failures().first)
    #expect(failure["exception"] as? String == "Lifeboat::JobTimeout")
    #expect(
      failure["error"] as? String == "was stopped after running for 1s and said nothing on standard error")
    #expect(stage.ledger.count == 3)
    try await eventually("nothing of the job lives on") {
      !stage.ledger.compactMap { Int($0) }.contains(where: isAlive)
    }
  }

  @Test(arguments: [
    #"{"class":"Echo","args":[1.0,1208925819614629174706176,-0.0,1E5,"\u00e9\/"]}"#,
    "{ \"args\" : [ 1 ,\t2.50 ] ,\"extra\":{\"a\":1,\"a\":2}, \"class\":\"Echo\" }",
    #"{"class":"Echo","args":["🛟 ünï"],"z":1e400}"#,
  ])
  func `a program reads exactly the payload's bytes and a newline`(payload: String) async throws {
    let stage = try Stage()
    try stage.push([payload])
    let worker = try await stage.drain(
      handlers: #"""
        handlers:
          Echo:
            command: [python3, -c, "import os, sys; open(os.environ['STAGE'] + '/read', 'wb').write(sys.stdin.buffer.read())"]
        """#)
    #expect(worker.ending == .exited(0))
    #expect(stage.bytes(of: "read") == Array((payload + "\n").utf8))
    #expect(try stage.failures().isEmpty)
  }

  @Test func `a payload of 10 MB reaches a program whole`() async throws {
    let stage = try Stage()
    let payload = #"{"class":"Echo","args":[""# + String(repeating: "0123456789", count: 1_000_000) + #""]}"#
    try stage.push([payload])
    let worker = try await stage.drain(
      handlers: #"""
        handlers:
          Echo: { command: [sh, -c, "cat > $STAGE/read"] }
        """#)
    #expect(worker.ending == .exited(0))
    #expect(stage.bytes(of: "read") == Array((payload + "\n").utf8))
  }

  @Test func `a program finds its job in the environment`() async throws {
    let stage = try Stage()
    try stage.push("Look", numbers: 1..<2, to: "mail")
    _ = try await stage.drain(
      "mail",
      handlers: #"""
        handlers:
          Look:
            command: [sh, -c, "env | grep -e ^LIFEBOAT_ -e ^OWN= | sort >> $LEDGER"]
            env: { OWN: "a b", LIFEBOAT_CLASS: overridden }
        """#)
    #expect(
      stage.ledger == [
        "LIFEBOAT_ATTEMPT=1", "LIFEBOAT_CLASS=Look", "LIFEBOAT_DIALECT=resque", "LIFEBOAT_QUEUE=mail", "OWN=a b",
      ])
  }

  @Test func `the builtin discard acknowledges the job and does nothing`() async throws {
    let stage = try Stage()
    try stage.push("Old", numbers: 0..<100)
    let worker = try await stage.drain(handlers: "handlers: { Old: { builtin: discard } }")
    #expect(worker.ending == .exited(0))
    #expect(try stage.queue().isEmpty)
    #expect(try stage.stat("processed") == 100)
    #expect(try stage.failures().isEmpty)
  }

  @Test func `a class without a handler fails with near names, and the worker goes on`() async throws {
    let stage = try Stage()
    try stage.push([#"{"class":"Greeet","args":[]}"#, #"{"class":"Greet","args":[]}"#])
    _ = try await stage.drain(handlers: #"handlers: { Greet: { command: [sh, -c, "echo ran >> $LEDGER"] } }"#)
    #expect(stage.ledger == ["ran"])
    let failure = try #require(try stage.failures().first)
    #expect(failure["exception"] as? String == "Lifeboat::UnknownClass")
    #expect((failure["error"] as? String)?.contains("Greet") == true)
  }

  @Test func `what is no job fails with its bytes kept, and the worker goes on`() async throws {
    let stage = try Stage()
    let deep = String(repeating: "[", count: 101) + String(repeating: "]", count: 101)
    let embedded = ["{}", #"{"args":[]}"#, #"{"class":5,"args":[]}"#, #"{"class":"Good","args":{}}"#]
    let texts = [
      "junk", "", "[]", "\u{1B}[31m", #"{"class":"Good","args":\#(deep)}"#,
    ]
    let invalid = Array(#"{"class":"Good","args":[""#.utf8) + [0xFF] + Array(#""]}"#.utf8)
    try stage.push(embedded + texts)
    var push = RedisCommand("RPUSH", "resque:queue:default")
    push.append(invalid)
    _ = try stage.session.call(push)
    try stage.push([#"{"class":"Good","args":[]}"#])
    let worker = try await stage.drain(handlers: #"handlers: { Good: { command: [sh, -c, "echo ran >> $LEDGER"] } }"#)
    #expect(worker.ending == .exited(0))
    #expect(stage.ledger == ["ran"])
    let failures = try stage.failures()
    let originals = failures.compactMap { failure in
      ((failure["payload"] as? [String: Any])?["lifeboat_original"] as? String).flatMap { Data(base64Encoded: $0) }
    }
    let entries = try stage.list("resque:failed")
    for text in embedded { #expect(entries.count { $0.contains(#""payload":\#(text),"exception""#) } == 1) }
    #expect(entries.count == embedded.count + texts.count + 1)
    #expect(Set(originals) == Set(texts.map { Data($0.utf8) } + [Data(invalid)]))
    #expect(failures.allSatisfy { $0["exception"] as? String == "Lifeboat::MalformedPayload" })
    #expect(try stage.queue().isEmpty)
    #expect(try stage.inFlight() == 0)
  }
}
