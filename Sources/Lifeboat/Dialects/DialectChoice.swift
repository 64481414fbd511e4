import LifeboatFormat
import LifeboatRedis

/// Which dialect an app speaks: as somebody says it, or else by what its Redis holds.
///
/// ```swift
/// let dialect = try await DialectChoice(flag: flag, namespace: namespace).dialect(on: connection)
/// ```
public struct DialectChoice: Sendable {
  /// The dialect that was named; `nil` where it is left to what Redis holds.
  public let told: AppDialect?
  private let namespace: String?

  /// The variable of the environment that names it where no flag does.
  public static let variable = "LIFEBOAT_DIALECT"

  /// A choice by a flag, else by the environment.
  ///
  /// - Parameters:
  ///   - flag: the dialect's name; `nil` for none.
  ///   - namespace: the app's namespace; `nil` for the dialect's own default.
  /// - Throws: when there is no dialect of the name.
  public init(flag: String?, namespace: String?) throws(UsageError) {
    let variable = Environment.values(of: [Self.variable])[Self.variable].flatMap { $0.isEmpty ? nil : $0 }
    try self.init(flag: flag, variable: variable, namespace: namespace)
  }

  init(flag: String?, variable: String?, namespace: String?) throws(UsageError) {
    self.namespace = namespace
    guard let name = flag ?? variable else {
      told = nil
      return
    }
    guard let dialect = AppDialect(name: name, namespace: namespace) else {
      let expected = AppDialect.names.joined(separator: " or ")
      throw UsageError(
        "\(flag == nil ? Self.variable : "--dialect"): expected \(expected), got \(Printable.line(name, limit: 40))")
    }
    told = dialect
  }

  /// The dialect: the one that was told, without a question; else the one whose keys are there, and Resque where there are
  /// none of either.
  ///
  /// - Throws: a ``UsageError`` where there are keys of both, and what keeps Redis from answering.
  public func dialect(on connection: RedisConnection) async throws -> AppDialect {
    try await found(on: connection) ?? AppDialect(.resque, namespace: namespace)
  }

  /// The dialect as far as it is known: as ``dialect(on:)``, but `nil` where there are no keys of either.
  func found(on connection: RedisConnection) async throws -> AppDialect? {
    if let told { return told }
    let evidence = DialectEvidence(namespace: namespace)
    let replies = try await connection.pipeline(evidence.commands)
    var errors: [RedisError] = []
    for case .error(let message) in replies {
      errors.append(RedisError(reply: message, to: "EXISTS", server: "\(connection.url)"))
    }
    guard let error = errors.first else { return try evidence.dialect(replies) }
    guard error.isForbidden, errors.count < replies.count else { throw error }
    return evidence.permitted(replies)
  }
}
