import LifeboatClient
import LifeboatFormat

/// Which class is run by what.
public struct JobRegistry: Sendable {
  var handlers: [String: Handler] = [:]

  /// A registry of nothing.
  public init() {}

  /// Registers a job type under its class name; a later registration of the same name replaces it.
  public mutating func register<J: Job>(_ type: J.Type) {
    handlers[J.className] = .job(type)
  }

  /// Registers a closure whose parameters, behind the context, are the positional arguments.
  ///
  /// ```swift
  /// registry.register("Archive") { (context: JobContext, id: Int, kind: String?) in … }
  /// ```
  ///
  /// Arguments fit as those of a ``Job`` do: trailing optionals may be missing, and everything else fails the job before
  /// the closure is called.
  public mutating func register<each Argument: Decodable & Sendable>(
    _ className: String, options: JobOptions = .standard,
    _ body: @escaping @Sendable (_ context: JobContext, repeat each Argument) async throws -> Void
  ) {
    handlers[className] = .closure(options: options, body)
  }

  /// Registers a closure that reads the arguments by itself, from the context.
  // Disfavoured, or it would win over the typed form for a trailing closure that takes no arguments.
  @_disfavoredOverload
  public mutating func register(
    _ className: String, options: JobOptions = .standard,
    untyped body: @escaping @Sendable (_ context: JobContext) async throws -> Void
  ) {
    handlers[className] = .untyped(options: options, body)
  }

  /// Registers a program that is run once for each job. Of the options only the retries mean anything to it.
  public mutating func register(_ className: String, command: CommandHandler, options: JobOptions = .standard) {
    var handler = Handler.command(command)
    handler.options = options
    handlers[className] = handler
  }

  /// Registers a program that works one job after the other. Of the options only the retries mean anything to it.
  public mutating func register(_ className: String, stream: StreamHandler, options: JobOptions = .standard) {
    var handler = Handler.stream(stream)
    handler.options = options
    handlers[className] = handler
  }

  /// Registers a class whose jobs are acknowledged and nothing is done.
  public mutating func discard(_ className: String) {
    handlers[className] = .discard
  }

  /// The registered class names, sorted.
  public var classNames: [String] { handlers.keys.sorted() }

  /// What cannot be among the options of the classes: a sentence for each.
  var problems: [String] {
    classNames.flatMap { className in
      let name = Printable.line(className, limit: 100)
      let options = handlers[className]?.options
      var problems = options?.retry?.problems(of: name) ?? []
      if let timeout = options?.timeout, timeout <= .zero {
        problems.append("the time-out of \(name) is \(DurationText.format(timeout)); expected more than 0s")
      }
      return problems
    }
  }

  /// The pools of children, each once.
  var pools: [StreamPool] {
    let pools = handlers.values.compactMap(\.pool)
    return Array(Dictionary(pools.map { (ObjectIdentifier($0), $0) }, uniquingKeysWith: { first, _ in first }).values)
  }

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
