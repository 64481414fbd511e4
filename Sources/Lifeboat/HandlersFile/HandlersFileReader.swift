import LifeboatFormat
import LifeboatWorker
import Yams

/// Builds a ``HandlersFile`` from YAML and collects everything that is wrong with it.
struct HandlersFileReader {
  private let path: String
  /// Where relative paths begin.
  private let folder: String
  private(set) var problems: [YAMLFileError.Problem] = []

  init(path: String) {
    self.path = path
    folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
  }

  /// - Returns: the file; meaningful only while ``problems`` is empty.
  mutating func file(_ root: Node?) -> HandlersFile? {
    guard let root else {
      problems.append(
        .init(line: 1, column: 1, sentence: "The file is empty; it needs `handlers`, with a class below."))
      return nil
    }
    var fields = YAMLFields(root, of: "the file", keys: SourcesReader.alternatives + ["sources", "handlers"])
    let sources = SourcesReader().sources(&fields)
    let dialect = fields.word("dialect", as: HandlersFile.Dialect.self)
    let queues = QueuesReader().queues(&fields, dialect: dialect)
    let concurrency = fields.wholeNumber("concurrency", in: 1...1000)
    if fields.node("handlers") == nil, root.mapping != nil {
      fields.note("The file needs `handlers`: class names, each with its `command` below.", at: root)
    }
    problems += fields.problems
    return HandlersFile(
      path: path, dialect: dialect, queues: queues.names, weights: queues.weights, concurrency: concurrency,
      sources: sources,
      handlers: fields.node("handlers").map { handlers($0) } ?? [:])
  }

  // MARK: One handler

  private mutating func handlers(_ node: Node) -> [String: HandlersFile.Handler] {
    var list = YAMLFields(node, of: "`handlers`", keys: nil)
    if list.entries.isEmpty, node.mapping != nil {
      list.note("`handlers` is empty; name at least one class, with its `command` below.", at: node)
    }
    problems += list.problems
    var handlers: [String: HandlersFile.Handler] = [:]
    for entry in list.entries {
      handlers[entry.name] = handler(entry.value, className: entry.name, key: entry.key)
    }
    return handlers
  }

  private mutating func handler(_ node: Node, className: String, key: Node) -> HandlersFile.Handler? {
    let owner = "handler `\(Printable.line(className, limit: 60))`"
    var fields = YAMLFields(node, of: owner, keys: ["command", "builtin"] + Self.commandKeys)
    defer { problems += fields.problems }
    guard node.mapping != nil else { return nil }
    switch (fields.node("command"), fields.node("builtin")) {
    case (nil, nil):
      _ = settings(&fields, owner: owner)
      fields.note("\(owner) needs `command`, such as [python3, jobs/send.py], or `builtin: discard`.", at: key)
      return nil
    case (_?, _?):
      fields.note("\(owner) has both `command` and `builtin`; keep one of them.", at: fields.key("builtin"))
      return nil
    case (nil, _?):
      for name in Self.commandKeys where fields.node(name) != nil {
        fields.note("`\(name)` means nothing beside `builtin`; take it out.", at: fields.key(name))
      }
      return fields.word("builtin", as: HandlersFile.Builtin.self).map { .builtin($0) }
    case (_?, nil):
      return command(&fields, owner: owner)
    }
  }

  /// The keys that mean something beside `command` only.
  private static let commandKeys =
    ["timeout", "env", "inherit", "cwd", "snooze", "mode"] + StreamReader.keys + RetriesReader.keys

  private func settings(
    _ fields: inout YAMLFields, owner: String
  ) -> (timeout: Duration?, snooze: Duration?, environment: [String: String], retries: HandlersFile.Retries?) {
    (
      positive("timeout", &fields, owner: owner), positive("snooze", &fields, owner: owner),
      environment(&fields, owner: owner), RetriesReader(owner: owner).retries(&fields)
    )
  }

  private func command(_ fields: inout YAMLFields, owner: String) -> HandlersFile.Handler? {
    let settings = settings(&fields, owner: owner)
    let workingDirectory = fields.text("cwd")
    let inherited = fields.texts("inherit", example: "[HOME, DATABASE_URL]")
    let stream = StreamReader(owner: owner).settings(&fields)
    guard let arguments = fields.texts("command", example: listForm(of: fields.node("command"))) else { return nil }
    let spec = CommandSpec(
      arguments: arguments, timeout: settings.timeout, inherited: inherited.map { .only($0) } ?? .allButRedis,
      environment: settings.environment, workingDirectory: workingDirectory ?? ".")
    do throws(CommandError) {
      let command = try spec.validate(relativeTo: folder)
      let snooze = settings.snooze ?? HandlersFile.defaultSnooze
      guard let stream else { return .command(command, snooze: snooze, retries: settings.retries) }
      return .stream(stream.spec(command), snooze: snooze, retries: settings.retries)
    } catch {
      let place =
        switch error {
        case .missingFolder: fields.node("cwd") ?? fields.node("command")
        default: fields.node("command")?.sequence?.first ?? fields.node("command")
        }
      fields.note("\(error)", at: place)
      return nil
    }
  }

  /// What a command that is written as one text would look like as a list.
  private func listForm(of node: Node?) -> String {
    guard let text = node.flatMap(YAMLFields.scalar), !text.isEmpty else { return "[python3, jobs/send.py]" }
    return "[\(Printable.line(text, limit: 100).split(separator: " ").joined(separator: ", "))] (no shell reads it)"
  }

  private func positive(_ key: String, _ fields: inout YAMLFields, owner: String) -> Duration? {
    guard let duration = fields.duration(key) else { return nil }
    guard duration > .zero else {
      fields.note("`\(key)` of \(owner) should be more than zero; leave it out for the default.", at: fields.node(key))
      return nil
    }
    return duration
  }

  private func environment(_ fields: inout YAMLFields, owner: String) -> [String: String] {
    guard let node = fields.node("env") else { return [:] }
    let variables = YAMLFields(node, of: "`env` of \(owner)", keys: nil)
    for problem in variables.problems { fields.note(problem) }
    var environment: [String: String] = [:]
    for entry in variables.entries {
      guard let value = YAMLFields.scalar(entry.value) else {
        let kind = YAMLFields.kind(entry.value)
        fields.note(
          "`\(Printable.line(entry.name))` in `env` of \(owner) should be text, but is \(kind).", at: entry.value)
        continue
      }
      environment[entry.name] = value
    }
    return environment
  }
}
