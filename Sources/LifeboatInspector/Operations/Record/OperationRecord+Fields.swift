import LifeboatFormat
import LifeboatRedis

/// An operation's record as the fields of its hash.
///
/// What was asked for: `kind` · `selection` (JSON) · `sets` (a JSON array of names) · `who` · where they apply `to_queue`, `delay`,
/// `spread`, `reset_retries`, `keep`, `rate`, `rules`, `archive`, `twins`, `note`, and `sample`, `need`, `expected` for a canary.
///
/// How far it is: `state` · `phase` · `epoch` · `started`, `finished` (milliseconds) · `passed` · the counters of
/// ``OperationCounts`` · `set:NAME`: `seized`, `complete` or `walked:SCORE`.
extension OperationRecord {
  /// What is stored of a plan when its operation begins.
  static func fields(of plan: OperationPlan) -> [(String, [UInt8])] {
    var fields: [(String, [UInt8])] = [
      ("kind", Array(plan.kind.rawValue.utf8)), ("selection", plan.selection.encoded()),
      ("sets", names(plan.places)), ("who", Array(plan.who.utf8)),
    ]
    func add(_ name: String, _ text: String?) {
      if let text { fields.append((name, Array(text.utf8))) }
    }
    add("to_queue", plan.change.queue)
    if plan.change.delay > 0 { add("delay", String(plan.change.delay)) }
    if plan.change.spread > 0 { add("spread", String(plan.change.spread)) }
    if plan.change.resetsRetries { add("reset_retries", "1") }
    if plan.change.keepsEntries { add("keep", "1") }
    add("rate", plan.rate.map { "\($0)" })
    if let rules = plan.rules { fields.append(("rules", rules)) }
    add("archive", plan.archive)
    if plan.hasTwins { add("twins", "1") }
    add("note", plan.note)
    if let canary = plan.canary {
      add("sample", String(canary.sample))
      add("need", "\(canary.need)")
      add("expected", String(canary.expected))
    }
    return fields
  }

  /// Reads a record.
  ///
  /// - Throws: ``InspectorError/unreadableOperation(_:field:)`` for one that another version wrote in a way that is unknown here:
  ///   to guess at it would change what was not meant.
  package init(_ id: String, hash: RedisValue, dialect: any InspectorDialect) throws(InspectorError) {
    var fields: [String: [UInt8]] = [:]
    for (name, value) in (hash.array ?? []).pairs() { fields[name.string ?? ""] = value.bytes }
    let hash = HashFields(id: id, fields: fields)
    try self.init(hash, plan: try OperationPlan(hash, dialect: dialect))
  }

  /// Reads how far an operation is whose plan is known: that never changes, and the ids in it may be a million.
  ///
  /// - Parameter values: those of ``progressFields(of:)``.
  /// - Throws: as ``init(_:hash:dialect:)``.
  init(_ id: String, plan: OperationPlan, values: [RedisValue]) throws(InspectorError) {
    var fields: [String: [UInt8]] = [:]
    for (name, value) in zip(Self.progressFields(of: plan), values) { fields[name] = value.bytes }
    try self.init(HashFields(id: id, fields: fields), plan: plan)
  }

  /// The fields that say how far an operation is.
  static func progressFields(of plan: OperationPlan) -> [String] {
    ["state", "phase", "epoch", "started", "finished", "passed"] + OperationCounts.Field.allCases.map(\.rawValue)
      + plan.places.map { "set:" + $0.name }
  }

  private init(_ hash: HashFields, plan: OperationPlan) throws(InspectorError) {
    id = hash.id
    self.plan = plan
    state = try hash.required("state", OperationState.init(rawValue:))
    phase = try hash.required("phase", OperationState.init(rawValue:))
    epoch = try hash.required("epoch") { Int($0) }
    startedAt = try hash.required("started") { Int($0) }
    finishedAt = try hash.optional("finished") { Int($0) }
    hasPassedCanary = hash.has("passed")
    for field in OperationCounts.Field.allCases {
      counts[field] = try hash.optional(field.rawValue) { Int($0) } ?? 0
    }
    for place in plan.places {
      claims[place.name] = try hash.optional("set:" + place.name, ClaimProgress.init)
    }
  }

  private static func names(_ places: [FailurePlace]) -> [UInt8] {
    var json = JSONWriter()
    json.beginArray()
    for place in places { json.string(place.name) }
    json.endArray()
    return json.bytes
  }
}

extension OperationPlan {
  fileprivate init(_ hash: HashFields, dialect: any InspectorDialect) throws(InspectorError) {
    kind = try hash.required("kind", OperationKind.init(rawValue:))
    selection = try FailureSelection(decoding: hash.fields["selection"] ?? [])
    places = try hash.required("sets") { text in
      guard let names = try? JSONSlice(parsing: Array(text.utf8)), names.kind == .array else { return nil }
      let places = names.elements.map { $0.string.flatMap { dialect.failurePlace(named: $0) } }
      return places.contains(nil) ? nil : places.compactMap(\.self)
    }
    who = hash.text("who") ?? ""
    change.queue = hash.text("to_queue")
    change.delay = try hash.optional("delay") { Int($0) } ?? 0
    change.spread = try hash.optional("spread") { Int($0) } ?? 0
    change.resetsRetries = hash.has("reset_retries")
    change.keepsEntries = hash.has("keep")
    rate = try hash.optional("rate") { Double($0) }
    rules = hash.fields["rules"]
    archive = hash.text("archive")
    hasTwins = hash.has("twins")
    note = hash.text("note")
    if let sample = try hash.optional("sample", { Int($0) }) {
      canary = Canary(
        sample: sample, need: try hash.required("need") { Double($0) },
        expected: try hash.required("expected") { Int($0) })
    }
  }
}

/// The fields of a record while it is read.
private struct HashFields {
  let id: String
  let fields: [String: [UInt8]]

  func has(_ name: String) -> Bool { fields[name] != nil }

  func text(_ name: String) -> String? { fields[name].map { String(decoding: $0, as: UTF8.self) } }

  func optional<Value>(_ name: String, _ read: (String) -> Value?) throws(InspectorError) -> Value? {
    guard let text = text(name) else { return nil }
    guard let value = read(text) else { throw .unreadableOperation(id, field: name) }
    return value
  }

  func required<Value>(_ name: String, _ read: (String) -> Value?) throws(InspectorError) -> Value {
    guard let value = try optional(name, read) else { throw .unreadableOperation(id, field: name) }
    return value
  }
}

extension ClaimProgress {
  private static let walkedPrefix = "walked:"

  /// Reads the field of a set.
  init?(_ text: String) {
    switch text {
    case "seized": self = .seized
    case "complete": self = .complete
    case _ where text.hasPrefix(Self.walkedPrefix): self = .walked(to: String(text.dropFirst(Self.walkedPrefix.count)))
    default: return nil
    }
  }

  /// What stands in the field of a set.
  var text: String {
    switch self {
    case .seized: "seized"
    case .complete: "complete"
    case .walked(let score): Self.walkedPrefix + score
    }
  }
}
