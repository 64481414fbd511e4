import Lifeboat

/// A job that Ruby enqueues as `Resque.enqueue(SendWelcomeEmail, 42, "spring")` and Swift runs.
struct SendWelcomeEmail: Job {
  static let className = "SendWelcomeEmail"
  static let queue = "mail"

  var userID: Int
  var template: String
  /// Added in a later release: payloads of the earlier one still fit.
  var locale: String?

  func perform(_ context: JobContext) async throws {
    context.logger.info("mail sent", metadata: ["user": "\(userID)", "template": "\(template)"])
  }
}

/// The worker program. It has the flags of `lifeboat work`.
@main
struct Mailer: WorkerApp {
  static func configure(_ app: inout WorkerConfiguration) {
    app.source.queues = ["mail"]
    app.register(SendWelcomeEmail.self)
  }
}
