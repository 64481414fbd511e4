import Lifeboat

/// The Swift side of `scripts/chaos` and `scripts/soak`: a worker whose jobs write down in a ledger what becomes of them.
///
/// Their arguments are a token, how many milliseconds they take, how often they fail at first, and padding.
@main
struct LifeboatTrial: WorkerApp {
  static func configure(_ app: inout WorkerConfiguration) throws {
    let ledger = try Ledger()
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
  }
}

/// Why a job fails that was told to.
struct Trouble: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
