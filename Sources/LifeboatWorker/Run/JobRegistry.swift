import LifeboatClient
import LifeboatFormat

/// Which class is run by what.
public struct JobRegistry: Sendable {
  private var handlers: [String: Handler] = [:]

  /// A registry of nothing.
  public init() {}

  /// Registers a job type under its class name; a later registration of the same name replaces it.
  public mutating func register<J: Job>(_ type: J.Type) {
    handlers[J.className] = .job(type)
  }

  /// Registers a closure that reads the arguments by itself, from the context.
  public mutating func register(
    _ className: String, _ body: @escaping @Sendable (_ context: JobContext) async throws -> Void
  ) {
    handlers[className] = .closure(body)
  }

  /// Registers a program that is run once for each job.
  public mutating func register(_ className: String, command: CommandHandler) {
    handlers[className] = .command(command)
  }

  /// Registers a class whose jobs are acknowledged and nothing is done.
  public mutating func discard(_ className: String) {
    handlers[className] = .discard
  }

  /// The registered class names, sorted.
  public var classNames: [String] { handlers.keys.sorted() }

  /// Whether nothing is registered.
  public var isEmpty: Bool { handlers.isEmpty }

  func handler(for className: String) throws(UnknownClass) -> Handler {
    guard let handler = handlers[className] else {
      throw UnknownClass(className: className, near: NearNames.of(className, among: classNames, limit: 3))
    }
    return handler
  }
}

/// Nothing is registered for a job's class.
public struct UnknownClass: Error, Equatable, CustomStringConvertible {
  /// The class that nobody knows.
  public let className: String
  /// Registered names that look alike.
  public let near: [String]

  public var description: String {
    let name = Printable.line(className, limit: 100)
    let hint =
      near.isEmpty
      ? "register it, or leave its queue to a worker that knows it"
      : "did you mean " + near.map { Printable.line($0, limit: 100) }.joined(separator: ", ") + "?"
    return "no handler is registered for the class \(name); \(hint)"
  }
}
