import Foundation
import LifeboatFormat
import LifeboatTestSupport

@testable import LifeboatWorker

/// A pool with a folder of its own, whose children do what a job's first argument says.
final class StreamStage: Sendable {
  let folder: URL
  let log = LogLines()
  let pool: StreamPool
  let guardian: ProcessGuardian

  /// - Parameters:
  ///   - child: a Python program that works lines; `STAGE` names the folder in its environment.
  ///   - change: what is special about the pool.
  init(
    _ child: String = StreamStage.child, patience: StreamPatience = StreamStage.patience,
    guardian: ProcessGuardian = ProcessGuardian(), _ change: (inout StreamSpec) -> Void = { _ in }
  ) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "lifeboat-stream-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var spec = StreamSpec(
      CommandSpec(arguments: ["python3", "-c", child], environment: ["STAGE": folder.path]))
    change(&spec)
    self.guardian = guardian
    pool = StreamPool(spec, guardian: guardian, logger: log.logger, patience: patience)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Short where a test waits for the end of the time.
  static var patience: StreamPatience {
    var patience = StreamPatience()
    patience.grace = .milliseconds(300)
    patience.linger = .milliseconds(300)
    patience.memory = .milliseconds(20)
    patience.backoff = .milliseconds(10) ... .milliseconds(100)
    return patience
  }

  func run(_ arguments: JSONValue...) async -> StreamEnd {
    await pool.run(JobContext(className: "Do", arguments: arguments, logger: log.logger))
  }

  /// The process id of the child that works the next job.
  func pid() async -> Int? {
    guard case .failed(let report) = await run("pid") else { return nil }
    return Int(report.message)
  }

  func touch(_ name: String) {
    _ = FileManager.default.createFile(atPath: folder.appending(path: name).path, contents: nil)
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.appending(path: name).path) }

  /// Waits until the process is gone.
  func isGone(_ pid: Int) async throws {
    try await eventually("process \(pid) is gone") { kill(pid_t(pid), 0) != 0 }
  }

  /// What most tests need of a child.
  static let child = #"""
    import json, os, signal, sys, time
    def say(text): os.write(1, text.encode() + b"\n")
    def path(name): return os.environ["STAGE"] + "/" + name
    for line in sys.stdin.buffer:
        job = json.loads(line)
        if "ping" in job:
            say(json.dumps({"pong": job["ping"]}))
            continue
        what, *rest = job["payload"]["args"]
        ok = json.dumps({"id": job["id"], "ok": True})
        if what == "pid": ok = json.dumps({"id": job["id"], "error": str(os.getpid())})
        if what == "answer": ok = json.dumps({"id": job["id"], **rest[0]})
        if what == "instead": ok = rest[0].replace("ID", str(job["id"]))
        if what == "exit":
            print("farewell", file=sys.stderr, flush=True)
            os._exit(rest[0])
        if what == "kill": os.kill(os.getpid(), rest[0])
        if what == "bytes": os.write(1, bytes(rest[0]) + b"\n")
        if what == "half":
            os.write(1, ok[:-3].encode())
            os._exit(0)
        if what == "close":
            os.close(rest[0])
            time.sleep(1000)
        if what == "wait":
            open(path(rest[0] + ".began"), "w").close()
            while not os.path.exists(path(rest[0])): time.sleep(0.002)
        if what == "grow": hoard = bytearray(rest[0])
        if what == "chatter": os.write(2, b"x" * 99 + b"\n" + b"y" * 3000000)
        if what == "deaf":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(1000)
        say(ok)
    """#
}
