import LifeboatFormat
import LifeboatRedis
import Logging

/// Where an incarnation's jobs go when they fail: the dialect's part of the calls that end jobs.
protocol Endings: Sendable {
  /// What was found that somebody should know, in a few words for the log.
  var remark: (String, Logger.Metadata)? { get }

  /// The keys and arguments of the settle script that are the dialect's own.
  var settling: ScriptPart { get }

  /// The keys and arguments of the vacate script that are the dialect's own.
  var vacating: ScriptPart { get }

  /// Appends what the dialect's kinds of the settle script take for an outcome; nothing where the common ones do.
  func append(_ settlement: Settlement, to command: inout RedisCommand)
}

/// Keys and arguments that a dialect adds to those of a script.
struct ScriptPart {
  var keys: [String] = []
  var arguments: [[UInt8]] = []

  init(keys: [String] = [], arguments: [[UInt8]] = []) {
    self.keys = keys
    self.arguments = arguments
  }

  init(keys: [String], arguments: [String]) {
    self.init(keys: keys, arguments: arguments.map { Array($0.utf8) })
  }

  mutating func append(_ text: some StringProtocol) {
    arguments.append(Array(text.utf8))
  }
}
