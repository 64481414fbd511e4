import Lifeboat
import LifeboatInspector

/// The app that a command looks at.
struct InspectedApp {
  /// Its Redis.
  let connection: RedisConnection
  /// The format that it speaks.
  let dialect: any InspectorDialect

  var queues: QueueReader { QueueReader(connection: connection, dialect: dialect) }
}
