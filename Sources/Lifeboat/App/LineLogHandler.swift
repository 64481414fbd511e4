import LifeboatFormat
import Logging
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes one line for each message to standard error: time in UTC, level, message, then `key=value`.
///
/// Control characters are escaped, so what a job or a payload contains cannot drive the reader's terminal.
public struct LineLogHandler: LogHandler {
  public var metadata: Logger.Metadata = [:]
  public var logLevel: Logger.Level = .info

  /// Writes what is at `logLevel` or above.
  public init(logLevel: Logger.Level = .info) {
    self.logLevel = logLevel
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { _, own in own }
    let line = "\(Self.time) \(Self.line(event.level, "\(event.message)", all))\n"
    // One write, so that lines of several threads do not mix.
    var bytes = Array(line.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if written < 0 && errno != EINTR { return }
      bytes = bytes.dropFirst(max(0, written))
    }
  }

  /// A message and what belongs to it, without the time.
  static func line(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> String {
    var line = "\(word(level)) \(Printable.line(message))"
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      line += " \(key)=\(quoted(Printable.line("\(value)")))"
    }
    return line
  }

  /// A value as one word: in quotes where it would otherwise be cut, its own quotes escaped.
  private static func quoted(_ text: String) -> String {
    guard text.isEmpty || text.contains(where: { $0 == " " || $0 == "\"" || $0 == "=" }) else { return text }
    var quoted = "\""
    for character in text {
      if character == "\"" || character == "\\" { quoted.append("\\") }
      quoted.append(character)
    }
    return quoted + "\""
  }

  private static func word(_ level: Logger.Level) -> String {
    switch level {
    case .trace: "TRACE"
    case .debug: "DEBUG"
    case .info: "INFO "
    case .notice: "NOTE "
    case .warning: "WARN "
    case .error: "ERROR"
    case .critical: "FATAL"
    }
  }

  private static var time: String {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let milliseconds = String(now.tv_nsec / 1_000_000)
    let padded = String(repeating: "0", count: 3 - milliseconds.count) + milliseconds
    return Timestamp.iso8601Z(now.tv_sec).dropLast() + ".\(padded)Z"
  }
}
