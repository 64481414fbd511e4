import Lifeboat
import Synchronization

/// The Swift side of `scripts/chaos` and `scripts/soak`: a worker whose jobs write down in a ledger what becomes of them.
///
/// Their arguments are a token, how many milliseconds they take, how often they fail at first, and padding; those of `Grow`, by
/// which a worker comes to its limit of memory, a token and megabytes.
@main
struct LifeboatTrial: WorkerApp {
  static func configure(_ app: inout WorkerConfiguration) throws {
    let ledger = try Ledger()
    let leak = Leak()
    let retry = RetryPolicy(limit: 12, delays: [.zero, .seconds(1)])

    app.register("Note") { (context: JobContext, token: String, milliseconds: Int, _: Int, _: String?) in
      try await ledger.record(token, context) { try await Task.sleep(for: .milliseconds(milliseconds)) }
    }
    app.register("Flaky", options: JobOptions(retry: retry)) {
      (context: JobContext, token: String, milliseconds: Int, failures: Int, _: String?) in
      try await ledger.record(token, context) {
        try await Task.sleep(for: .milliseconds(milliseconds))
        if context.attempt <= failures { throw Trouble("attempt \(context.attempt) of \(failures) that fail") }
      }
    }
    app.register("Broken") { (context: JobContext, token: String, milliseconds: Int, _: Int, _: String?) in
      try await ledger.record(token, context) {
        try await Task.sleep(for: .milliseconds(milliseconds))
        if !ledger.isFixed { throw Trouble("the release that mends this is not out") }
      }
    }
    app.register("Later") { (context: JobContext, token: String, milliseconds: Int, _: Int, _: String?) in
      try await ledger.record(token, context) {
        if ledger.isFirstVisit(of: token) { throw Snooze(for: .seconds(1)) }
        try await Task.sleep(for: .milliseconds(milliseconds))
      }
    }
    app.register("Grow") { (context: JobContext, token: String, megabytes: Int) in
      try await ledger.record(token, context) { leak.grow(by: megabytes) }
    }
  }
}

/// Memory that a job took and the process keeps: what `--max-memory` is for.
private final class Leak: Sendable {
  private let kept = Mutex<[[UInt8]]>([])

  func grow(by megabytes: Int) {
    kept.withLock { $0.append([UInt8](repeating: 1, count: megabytes * 1_000_000)) }
  }
}

/// Why a job fails that was told to.
struct Trouble: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
