import Logging
import Synchronization

/// What a worker logged, for a test to look at.
final class LogLines: Sendable {
  private let lines = Mutex<[String]>([])

  /// Each line as `level: message key=value …`, the keys sorted.
  var all: [String] { lines.withLock { $0 } }

  /// The lines in which a text occurs.
  func containing(_ text: String) -> [String] { all.filter { $0.contains(text) } }

  var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

  private struct Handler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let all = metadata.merging(event.metadata ?? [:]) { $1 }
      let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
      lines.lines.withLock { $0.append("\(event.level): \(event.message)\(pairs)") }
    }
  }
}
