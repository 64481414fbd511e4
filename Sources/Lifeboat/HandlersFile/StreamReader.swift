import LifeboatFormat
import LifeboatWorker

/// Reads `mode` of a handler, and what belongs to `mode: stream`; what does not fit is noted in its fields.
struct StreamReader {
  /// What `mode: stream` adds to a command.
  struct Settings {
    var processes = 1
    var maxJobs: Int?
    var maxMemory: Int?
    var maxAge: Duration?
    var onDeath = StreamSpec.DeathPolicy.fail

    func spec(_ command: CommandSpec) -> StreamSpec {
      StreamSpec(
        command, processes: processes, maxJobs: maxJobs, maxMemory: maxMemory, maxAge: maxAge, onDeath: onDeath)
    }
  }

  private enum Mode: String, CaseIterable {
    case process
    case stream
  }

  /// What means nothing without `mode: stream`.
  static let keys = ["processes", "max_jobs", "max_memory", "max_age", "on_death"]

  private let owner: String

  init(owner: String) {
    self.owner = owner
  }

  /// - Returns: nil for one process a job.
  func settings(_ fields: inout YAMLFields) -> Settings? {
    let mode = fields.word("mode", as: Mode.self)
    guard mode == .stream else {
      // An unknown mode is said already; what else is there may belong to what was meant.
      for name in Self.keys where fields.node(name) != nil && (mode == .process || fields.node("mode") == nil) {
        fields.note("`\(name)` of \(owner) means nothing without `mode: stream`.", at: fields.key(name))
      }
      return nil
    }
    return Settings(
      processes: fields.wholeNumber("processes", in: 1...1_000) ?? 1,
      maxJobs: fields.wholeNumber("max_jobs", in: 1...1_000_000_000), maxMemory: memory(&fields),
      maxAge: age(&fields), onDeath: fields.word("on_death", as: StreamSpec.DeathPolicy.self) ?? .fail)
  }

  private func age(_ fields: inout YAMLFields) -> Duration? {
    guard let age = fields.duration("max_age") else { return nil }
    if age >= .seconds(1) { return age }
    fields.note(
      "`max_age` of \(owner) should be one second or more; leave it out for no limit.", at: fields.node("max_age"))
    return nil
  }

  private func memory(_ fields: inout YAMLFields) -> Int? {
    guard let node = fields.node("max_memory"), let text = fields.text("max_memory") else { return nil }
    if let bytes = try? ByteCountText.parse(text), bytes >= Self.leastMemory { return bytes }
    let shown = Printable.line(text, limit: 60)
    fields.note(
      "`max_memory` of \(owner) should be a size of 1MB or more, like 400MB or 512Mi, but is `\(shown)`.", at: node)
    return nil
  }

  private static let leastMemory = 1_000_000
}
