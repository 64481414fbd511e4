import LifeboatFormat
import LifeboatWorker

/// The format that an app speaks, with all that its dialect can do: the one place where a name becomes a dialect.
public enum AppDialect: Sendable {
  case resque(ResqueDialect)
  case sidekiq(SidekiqDialect)

  /// The words for them.
  public static let names = ["resque", "sidekiq"]

  /// The dialect of that name.
  ///
  /// - Parameter namespace: the app's; the dialect's own default where it is `nil`. A colon at its end is left out.
  /// - Returns: `nil` when there is no such dialect.
  public init?(name: String, namespace: String? = nil) {
    guard let dialect = HandlersFile.Dialect(rawValue: name) else { return nil }
    self.init(dialect, namespace: namespace)
  }

  /// The dialect that a handlers file names.
  public init(_ dialect: HandlersFile.Dialect, namespace: String? = nil) {
    let namespace = namespace.map { $0.hasSuffix(":") ? String($0.dropLast()) : $0 }
    switch dialect {
    case .resque: self = .resque(namespace.map { ResqueDialect(namespace: $0) } ?? ResqueDialect())
    case .sidekiq: self = .sidekiq(namespace.map { SidekiqDialect(namespace: $0) } ?? SidekiqDialect())
    }
  }

  /// What a worker works in.
  public var worker: any WorkerDialect {
    switch self {
    case .resque(let dialect): dialect
    case .sidekiq(let dialect): dialect
    }
  }
}
