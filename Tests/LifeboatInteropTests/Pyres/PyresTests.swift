import Foundation
import Lifeboat
import LifeboatTestSupport
import Synchronization
import Testing

/// Beside pyres, a Resque in Python that shares no code with Ruby's.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Python 3 with pyres: scripts/setup installs it into .build-python") {
    await Partner.pyres.value != nil
  })
struct PyresTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(await Partner.pyres.value) }

  @Test func `a typed Swift job runs what pyres enqueues`() async throws {
    try await stage.there(
      """
      from pyres_jobs import *
      import pyres_jobs
      resq = ResQ(SERVER)
      resq.enqueue(pyres_jobs.Note, 42, "é/<>&\\u2028\\U0001F600\\0", 1.0, {"on": True, "off": None}, "last")
      resq.enqueue(pyres_jobs.Note, -2**63, "", 5e-324, {})
      """)
    try await stage.drain("python") { $0.register(PyresNote.self) }
    let expected = [
      PyresNote(number: 42, text: "é/<>&\u{2028}😀\0", ratio: 1, tags: ["on": true, "off": Bool?.none], note: "last"),
      PyresNote(number: .min, text: "", ratio: .leastNonzeroMagnitude, tags: [:], note: nil),
    ]
    #expect(PyresNote.performed.withLock(\.self) == expected)
    #expect(try await counts() == #"{"failed":0,"pending":0,"processed":2}"#)
  }

  @Test func `a command runs what pyres enqueues, and reads its bytes`() async throws {
    let stored = try await stage.there(
      """
      from pyres_jobs import *
      import pyres_jobs
      resq = ResQ(SERVER)
      resq.enqueue(pyres_jobs.Note, 1.50, "é")
      print(resq.redis.lindex("resque:queue:python", 0).decode())
      """)
    #expect(stored.hasPrefix(#"{"class": "pyres_jobs.Note", "args": [1.5, "\u00e9"], "enqueue_timestamp": "#))
    try await stage.drain(
      "python",
      handlers: """
        handlers:
          pyres_jobs.Note:
            command: [sh, -c, 'cat >> "$LEDGER"']
        """)
    #expect(stage.ledger == [stored])
  }

  @Test func `pyres performs what we enqueue`() async throws {
    let job = PyresNote(number: .max, text: "é/<>&\u{2028}😀\0\"\\", ratio: 1e20, tags: ["on": true], note: nil)
    try await stage.client.enqueue(job)
    try await stage.client.enqueue(
      NewJob(PyresNote.className, arguments: [1.0, nil, ["z": [1, [:]], "a": false]], queue: "python"))
    try await stage.lifeboat("enqueue", PyresNote.className, "[18446744073709551616,0.5]", "--queue", "python")
    try await pyresWorks(until: 3)
    #expect(
      stage.ledger == [
        "[9223372036854775807,\"é/<>&\u{2028}😀\\u0000\\\"\\\\\",1e+20,{\"on\":true}]",
        #"[1.0,null,{"z":[1,{}],"a":false}]"#,
        "[18446744073709551616,0.5]",
      ])
  }

  @Test func `pyres reads our failed entries, and performs one that it retries`() async throws {
    try await stage.client.enqueue(PyresNote(number: 7, text: "é/", ratio: 0.5, tags: [:]))
    try await stage.client.enqueue(NewJob("Unknown", queue: "python"))
    try await stage.drain("python") { $0.registry.register(PyresNote.className, untyped: { _ in throw Refusal() }) }
    let entries = try await stage.there(
      """
      from pyres_jobs import *
      resq = ResQ(SERVER)
      entries = failure.all(resq, 0, 10)
      answer([failure.count(resq)] + [[e["payload"], e["exception"], e["error"], e["backtrace"], e["queue"]] for e in entries])
      failure.retry(resq, entries[0]["queue"], __import__("base64").b64decode(entries[0]["redis_value"]))
      answer([failure.count(resq), resq.size("python")])
      """)
    let expected = [
      #"[2,[{"class":"pyres_jobs.Note","args":[7,"é/",0.5,{}]},"LifeboatInteropTests.Refusal","#
        + "\"Swift refuses é \\\"/\\\" \u{2028}\\n\",[],\"python\"],"
        + #"[{"class":"Unknown","args":[]},"Lifeboat::UnknownClass","no handler is registered for the class Unknown; "#
        + #"register it, or leave its queue to a worker that knows it",[],"python"]]"#,
      "[1,1]",
    ]
    #expect(entries.split(separator: "\n").map(String.init) == expected)
    try await pyresWorks(until: 1)
    #expect(stage.ledger == [#"[7,"é/",0.5,{}]"#])
  }

  @Test func `a job that failed in pyres goes back by our command line and runs here`() async throws {
    try await stage.there(
      """
      from pyres_jobs import *
      import pyres_jobs
      resq = ResQ(SERVER)
      resq.enqueue(pyres_jobs.Refuse, 3)
      worker = Worker(["python"], resq)
      worker.process(worker.reserve(5))
      """)
    let shown = try await stage.lifeboat("failed", "ls", "-o", "jsonl")
    let failure = try JSONSlice(parsing: Array(shown.utf8))
    #expect(failure["class"]?.string == "pyres_jobs.Refuse")
    #expect(failure["error"]?.string?.contains("refuses é") == false, "pyres stores the traceback's text as the error")
    #expect(failure["backtrace"]?.elements.contains { $0.string == "ValueError: Python refuses é" } == true)
    try await stage.lifeboat("failed", "requeue", try #require(failure["id"]?.string))
    let seen = Seen()
    try await stage.drain("python") { configuration in
      configuration.registry.register("pyres_jobs.Refuse", untyped: { seen.add(text($0.arguments?.bytes ?? [])) })
    }
    #expect(seen.all == ["[3]"])
    #expect(try stage.list("resque:failed") == [])
  }

  @Test func `while we run pyres sees our queues and workers, and its own start leaves them alone`() async throws {
    let door = Door()
    try await stage.client.enqueue(NewJob("Wait", arguments: ["é"], queue: "shared"))
    try await stage.client.enqueue(NewJob("Later", arguments: [2], queue: "other"))
    try await stage.working(["shared"]) {
      $0.registry.register("Wait", untyped: { _ in try await door.pass() })
    } while: {
      defer { door.open() }
      try await eventually("the job is shown") { try await working() != "[]" }
      let view = try await stage.there(
        """
        from pyres_jobs import *
        resq = ResQ(SERVER)
        before = resq.workers()
        worker = Worker(["shared"], resq)
        worker.startup()
        worker.unregister_worker()
        job = Worker.working(resq)[0].job()
        answer([sorted(resq.queues()), resq.peek("other"), before == resq.workers(), len(before), job["queue"], job["payload"]])
        """)
      #expect(
        view == #"[["other","shared"],[{"class":"Later","args":[2]}],true,1,"shared",{"class":"Wait","args":["é"]}]"#)
    }
    #expect(try await working() == "[]")
  }

  /// A real pyres worker, until its jobs have left that many lines.
  private func pyresWorks(until lines: Int) async throws {
    let worker = try stage.startThere("from pyres_jobs import *\nWorker.run(['python'], SERVER, interval=1)")
    try await eventually("pyres performs \(lines) jobs; it wrote\n\(worker.errorText)") {
      stage.ledger.count >= lines || !worker.isRunning
    }
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
  }

  private func working() async throws -> String {
    try await stage.there("from pyres_jobs import *\nanswer([str(w) for w in Worker.working(ResQ(SERVER))])")
  }

  private func counts() async throws -> String {
    try await stage.there(
      """
      from pyres_jobs import *
      info = ResQ(SERVER).info()
      answer({name: info[name] for name in ("failed", "pending", "processed")})
      """)
  }
}
