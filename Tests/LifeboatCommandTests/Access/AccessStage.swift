import Foundation
import LifeboatRedis
import LifeboatTestSupport

/// A format, in an app with or without a namespace, on a Redis.
struct AccessCase: Sendable, CustomStringConvertible {
  let dialect: String
  let release: RedisRelease
  let namespace: String?

  var description: String { "\(dialect)\(namespace.map { " in \($0)" } ?? ""), Redis \(release.rawValue)" }

  /// What stands before every key.
  var prefix: String { namespace.map { $0 + ":" } ?? (dialect == "resque" ? "resque:" : "") }

  /// Each format on each Redis of this machine, and once with a namespace that is no good pattern.
  static let all =
    RedisRelease.here.flatMap { release in
      ["resque", "sidekiq"].map { AccessCase(dialect: $0, release: release, namespace: nil) }
    } + ["resque", "sidekiq"].map { AccessCase(dialect: $0, release: .ofThisRun, namespace: "a[b]") }
}

/// A Redis whose default user is off, with the three users that `docs/security.md` describes and no others.
final class AccessStage {
  let stage: Stage
  let app: AccessCase

  init(_ app: AccessCase) throws {
    self.app = app
    stage = try Stage(RedisServer.Options(release: app.release))
    try stage.call("PING")
    let isOld = stage.session.server?.version ?? ServerFacts.oldestVersion < ServerFacts.Version(7)
    let rules = try SecurityPage().rules(dialect: app.dialect, redis: isOld ? "6.2" : "7")
    for rule in rules { _ = try stage.session.call(RedisCommand(adapted(rule))) }
    // This connection was let in before, and stays.
    try stage.call("ACL", "SETUSER", "default", "off")
  }

  /// The words of a rule, with a password, and with the app's own keys in place of the page's.
  private func adapted(_ rule: String) -> [String] {
    var words = rule.split(separator: " ").map { String($0).replacing("PASSWORD", with: "pass") }
    guard app.namespace != nil, let first = words.firstIndex(where: Self.isKey) else { return words }
    let limit = words[first].hasPrefix("%R~") ? "%R~" : "~"
    words.removeAll(where: Self.isKey)
    words.insert(limit + #"a\[b\]:*"#, at: first)
    return words
  }

  private static func isKey(_ word: String) -> Bool { word.hasPrefix("~") || word.hasPrefix("%R~") }

  /// Redis as a role's user sees it.
  func url(_ role: String) -> String { "redis://lifeboat-\(role):pass@127.0.0.1:\(stage.redis.port)/0" }

  /// The variables with which a program is that user.
  func environment(_ role: String) -> [String: String] {
    [
      "REDIS_URL": url(role), "LEDGER": stage.ledgerPath, "STAGE": stage.folder.path, "EDITOR": "sed -i.old s/[0-9]/8/",
      "LIFEBOAT_DIALECT": app.dialect,
    ]
  }

  /// Starts `lifeboat` as a role's user.
  func start(_ role: String, _ words: [String]) throws -> BuiltProgram {
    let namespace = app.namespace.map { ["--namespace", $0, "--dialect", app.dialect] } ?? []
    return try BuiltProgram("lifeboat", words + namespace, environment: environment(role))
  }

  /// Runs it to its end.
  func run(_ role: String, _ words: [String]) async throws -> Finished {
    try await Finished(start(role, words))
  }

  /// Starts a worker as the worker's user, with the handlers file of the stage.
  func work(_ arguments: String...) throws -> BuiltProgram {
    let file = stage.folder.appending(path: "handlers.yml").path
    let namespace = app.namespace.map { ["--namespace", $0] } ?? []
    return try BuiltProgram(
      "lifeboat", ["work", "--handlers", file, "--lease", "1s", "--dialect", app.dialect] + namespace + arguments,
      environment: environment("worker"))
  }

  /// What Redis has refused to whom.
  func refusals() throws -> [String] {
    try stage.call("ACL", "LOG").array?.map { entry in
      let fields = entry.array?.map { $0.string ?? "" } ?? []
      return ["username", "reason", "object", "context"].compactMap { name in
        fields.firstIndex(of: name).map { fields[$0 + 1] }
      }.joined(separator: " ")
    } ?? []
  }

  /// All that Redis holds, byte for byte.
  func contents() throws -> [String: RedisValue] {
    let keys = try stage.call("KEYS", "*").array?.compactMap(\.string) ?? []
    return try Dictionary(uniqueKeysWithValues: keys.map { ($0, try stage.call("DUMP", $0)) })
  }
}
