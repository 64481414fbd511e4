import LifeboatFormat

/// A dialect in which workers can work.
public protocol WorkerDialect: Dialect {
  /// What a worker does in the dialect's own way.
  var workings: Workings { get }
}

/// What a worker does in a dialect's own way; the worker alone looks into it.
public struct Workings: Sendable {
  let parts: any WorkerParts
}
