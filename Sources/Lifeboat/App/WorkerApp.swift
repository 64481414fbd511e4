import ArgumentParser
import LifeboatRedis
import LifeboatWorker

/// A worker program of one's own, with the flags of `lifeboat work`.
///
/// ```swift
/// @main struct Mailer: WorkerApp {
///   static func configure(_ app: inout WorkerConfiguration) {
///     app.source.queues = ["mail"]
///     app.register(SendWelcomeEmail.self)
///   }
/// }
/// ```
///
/// What flags, Resque's own settings (`QUEUE`, `COUNT` …, see `lifeboat work --help`) and the handlers file say wins over what
/// ``configure(_:)`` set. Where Redis is stands in `app.source` when that is called, for clients of one's own:
/// `Client(redis: app.source.redis, dialect: app.source.dialect)`.
public protocol WorkerApp: SendableMetatype {
  /// Registers jobs and sets what should not be left to the flags.
  static func configure(_ app: inout WorkerConfiguration) throws
}

extension WorkerApp {
  /// The program's entry: reads the flags, works until it is told to stop, and exits.
  public static func main() {
    // Before any thread is started.
    SignalThread.block()
    MainThread.run {
      do {
        try await AppCommand<Self>.parse().run()
      } catch {
        AppExit.leave(error, command: AppCommand<Self>.self)
      }
    }
  }
}

/// The one command of a worker program.
private struct AppCommand<App: WorkerApp>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: String(describing: App.self).lowercased(),
      abstract: "Works job queues.", version: LifeboatVersion.current)
  }

  @OptionGroup var options: WorkOptions

  func run() async throws {
    try await WorkRun.run(options) { try App.configure(&$0) }
  }
}
