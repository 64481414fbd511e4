import LifeboatFormat
import LifeboatWorker
import Yams

/// Builds a ``SidekiqConfigFile`` from YAML and collects everything that is wrong with it.
struct SidekiqFileReader {
  private let path: String
  private let environment: String
  private(set) var problems: [YAMLFileError.Problem] = []
  private var ignored: [(line: Int, sentence: String)] = []

  private static let owner = "the file"
  /// The longest that a stop may take, in seconds.
  private static let longestStop = 86_400
  /// How often a worker may look for what is due, in seconds.
  private static let pollIntervals = 0.1...3600

  init(path: String, environment: String) {
    self.path = path
    self.environment = environment
  }

  /// - Returns: the file; meaningful only while ``problems`` is empty.
  mutating func file(_ root: Node?) -> SidekiqConfigFile {
    let keys = keys(root)
    var fields = keys.fields(SidekiqFileKeys.useful, of: Self.owner)
    let timeout = fields.wholeNumber("timeout", in: 1...Self.longestStop)
    let pollInterval = pollInterval(&fields)
    let maxRetries = fields.wholeNumber("max_retries", in: 0...1_000_000)
    let tag = keys["tag"].flatMap { SidekiqMapping.name($0.value) } ?? fields.text("tag")
    let labels = fields.texts("labels", example: "[reliable, gpu]")
    let isVerbose = isTrue(&fields)
    let capsules = capsules(keys, &fields)
    problems += fields.problems
    return SidekiqConfigFile(
      path: path, capsules: capsules, timeout: timeout.map { .seconds($0) }, tag: tag, labels: labels ?? [],
      pollInterval: pollInterval, maxRetries: maxRetries, isVerbose: isVerbose,
      ignored: ignored.sorted { $0.line < $1.line }.map(\.sentence))
  }

  // MARK: Which keys count

  /// The keys that count in the environment; what is no key of Sidekiq's is noted.
  private mutating func keys(_ root: Node?) -> SidekiqMapping {
    let none = SidekiqMapping(Node.Mapping([]), of: Self.owner)
    // A file of comments only is as good as none.
    guard let root, root.scalar == nil || YAMLFields.scalar(root) != nil else { return none }
    guard let mapping = root.mapping else {
      note("The file should be keys with values below it, but is \(YAMLFields.kind(root)).", at: root)
      return none
    }
    var keys = SidekiqMapping(mapping, of: Self.owner)
    var sections = keys.present.filter(isSection)
    if let own = keys.present.first(where: { $0.name == environment }) {
      sections = []
      if let section = own.value.mapping {
        keys.merge(SidekiqMapping(section, of: "`\(Printable.line(environment, limit: 60))`"))
      } else {
        let kind = YAMLFields.kind(own.value)
        note(
          "`\(Printable.line(environment, limit: 60))` should be keys with values below it, but is \(kind).",
          at: own.value)
      }
    }
    problems += keys.problems
    if let first = sections.first {
      let names = sections.map { "`\(Printable.line($0.name, limit: 60))`" }.joined(separator: ", ")
      let shown = Printable.line(environment, limit: 60)
      ignore(
        first.key,
        "\(names): no section is for the environment \(shown); -e, APP_ENV, RAILS_ENV or RACK_ENV names another")
    }
    for entry in keys.present where entry.name != environment && !isSection(entry) { noteUseless(entry) }
    return keys
  }

  /// Whether a key is the name of an environment, with settings for it below.
  private func isSection(_ entry: SidekiqMapping.Entry) -> Bool {
    guard let mapping = entry.value.mapping, !SidekiqFileKeys.isKnown(entry.name) else { return false }
    let names = SidekiqMapping(mapping, of: Self.owner).entries.map(\.name)
    return !names.isEmpty && names.allSatisfy(SidekiqFileKeys.isKnown)
  }

  private mutating func noteUseless(_ entry: SidekiqMapping.Entry) {
    guard !SidekiqFileKeys.useful.contains(entry.name) else { return }
    let name = Printable.line(entry.name, limit: 60)
    if let reason = SidekiqFileKeys.reason(entry.name) {
      ignore(entry.key, "`\(name)` does nothing here: \(reason)")
    } else {
      let near = NearNames.of(entry.name, among: SidekiqFileKeys.useful, limit: 1).first
      ignore(
        entry.key,
        "`\(name)` does nothing here: Sidekiq has no such key" + (near.map { "; did you mean `\($0)`?" } ?? ""))
    }
  }

  // MARK: Values

  private mutating func pollInterval(_ fields: inout YAMLFields) -> SidekiqPollInterval? {
    let own = seconds("poll_interval_average", &fields)
    let shared = seconds("average_scheduled_poll_interval", &fields)
    if own != nil, let key = fields.key("average_scheduled_poll_interval") {
      ignore(key, "`average_scheduled_poll_interval` does nothing here: `poll_interval_average` is there too")
    }
    return own.map { .perProcess($0) } ?? shared.map { .shared($0) }
  }

  private func seconds(_ key: String, _ fields: inout YAMLFields) -> Duration? {
    guard let text = fields.text(key) else { return nil }
    if let seconds = Double(text), Self.pollIntervals.contains(seconds) {
      return .milliseconds(Int(seconds * 1000))
    }
    let shown = Printable.line(text, limit: 60)
    fields.note(
      "`\(key)` of \(Self.owner) should be a number of seconds from 0.1 to 3600, but is `\(shown)`.",
      at: fields.node(key))
    return nil
  }

  /// As Ruby reads it: whatever is not a word for no.
  private func isTrue(_ fields: inout YAMLFields) -> Bool {
    guard let text = fields.text("verbose") else { return false }
    return !["false", "no", "off"].contains(text.lowercased())
  }

  // MARK: Capsules

  private mutating func capsules(_ keys: SidekiqMapping, _ fields: inout YAMLFields) -> [SidekiqFileCapsule] {
    var capsules = [capsule(SidekiqFileCapsule.defaultName, &fields)]
    guard let node = fields.node("capsules") else { return capsules }
    guard let mapping = node.mapping else {
      fields.note(
        "`capsules` should be names, each with `concurrency` and `queues` below, but is \(YAMLFields.kind(node)).",
        at: node)
      return capsules
    }
    let named = SidekiqMapping(mapping, of: "`capsules`")
    problems += named.problems
    for entry in named.entries {
      let owner = "capsule `\(Printable.line(entry.name, limit: 60))`"
      guard let settings = entry.value.mapping else {
        fields.note(
          "\(owner) should have `concurrency` and `queues` below, but is \(YAMLFields.kind(entry.value)).",
          at: entry.value)
        continue
      }
      let keys = SidekiqMapping(settings, of: owner)
      problems += keys.problems
      for entry in keys.present where !SidekiqFileKeys.ofCapsules.contains(entry.name) {
        ignore(
          entry.key,
          "`\(Printable.line(entry.name, limit: 60))` of \(owner) does nothing here: a capsule has only concurrency and queues"
        )
      }
      var own = keys.fields(SidekiqFileKeys.ofCapsules, of: owner)
      for name in SidekiqFileKeys.ofCapsules where own.node(name) == nil {
        own.note("\(owner) needs `\(name)`; Sidekiq has no usual one for it.", at: entry.key)
      }
      let capsule = capsule(entry.name, &own)
      problems += own.problems
      // Under that name the file speaks of the one that is there anyway.
      if entry.name == SidekiqFileCapsule.defaultName { capsules[0] = capsule } else { capsules.append(capsule) }
    }
    return capsules
  }

  private func capsule(_ name: String, _ fields: inout YAMLFields) -> SidekiqFileCapsule {
    let concurrency = fields.wholeNumber("concurrency", in: 1...1000)
    var list = SidekiqQueueList()
    SidekiqQueuesReader().read(&fields, into: &list)
    return SidekiqFileCapsule(name: name, concurrency: concurrency, queues: list.queues, weights: list.queueWeights)
  }

  // MARK: Notes

  private mutating func note(_ sentence: String, at node: Node) {
    problems.append(.init(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, sentence: sentence))
  }

  private mutating func ignore(_ key: Node, _ sentence: String) {
    let line = key.mark?.line ?? 1
    ignored.append((line, "\(Printable.line(path)):\(line): \(sentence)"))
  }
}
