import Lifeboat
import LifeboatInspector

/// The app that a command looks at.
struct InspectedApp {
  /// Its Redis.
  let connection: RedisConnection
  /// The format that it speaks.
  let dialect: any InspectorDialect & WorkerDialect

  var queues: QueueReader { QueueReader(connection: connection, dialect: dialect) }
}

extension AppDialect {
  /// What the commands work with.
  var tools: any InspectorDialect & WorkerDialect {
    switch self {
    case .resque(let dialect): dialect
    case .sidekiq(let dialect): dialect
    }
  }
}
