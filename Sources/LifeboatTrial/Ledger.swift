import Lifeboat

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The file outside Redis in which every job writes when it begins and how it ends, so that what Redis says can be held
/// against it.
///
/// A line is `TOKEN EVENT WORKER ATTEMPT`, with `START`, `END`, `FAIL` or `SNOOZE` for an event. Each is one write at the
/// file's end, so the lines of all processes are whole and in the order in which they happened. The jobs that
/// `scripts/python/reliability/ledger_job.sh` runs write the same.
struct Ledger: Sendable {
  private let folder: String
  private let worker: String
  private let descriptor: CInt

  /// The ledger in the folder `LEDGER`, for the worker that `LEDGER_WORKER` names.
  init() throws {
    guard let folder = getenv("LEDGER"), let worker = getenv("LEDGER_WORKER") else {
      throw Trouble("LEDGER and LEDGER_WORKER have to be set: the ledger's folder and this worker's name in it")
    }
    self.folder = String(cString: folder)
    self.worker = String(cString: worker)
    descriptor = open(self.folder + "/ledger", O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Trouble("\(self.folder)/ledger: \(String(cString: strerror(errno)))") }
  }

  /// Whether the release is out that mends the jobs that are broken.
  var isFixed: Bool { access(folder + "/fixed", F_OK) == 0 }

  /// Whether a job is here for the first time, in whatever process.
  func isFirstVisit(of token: String) -> Bool { mkdir(folder + "/visits/" + token, 0o755) == 0 }

  /// Writes what becomes of a job around its work. A job that is told to give up writes no end: it comes back.
  func record(_ token: String, _ context: JobContext, work: () async throws -> Void) async throws {
    try write(token, "START", context)
    do {
      try await work()
    } catch let error where Task.isCancelled {
      throw error
    } catch let error as Snooze {
      try write(token, "SNOOZE", context)
      throw error
    } catch {
      try write(token, "FAIL", context)
      throw error
    }
    try write(token, "END", context)
  }

  private func write(_ token: String, _ event: String, _ context: JobContext) throws {
    let line = Array("\(token) \(event) \(worker) \(context.attempt)\n".utf8)
    let written = line.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
    guard written == line.count else {
      throw Trouble("the ledger cannot be written: \(String(cString: strerror(errno)))")
    }
  }
}

/// `write(2)`, which the method of the same name hides.
private func systemWrite(_ descriptor: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
