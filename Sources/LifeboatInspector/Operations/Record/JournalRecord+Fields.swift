import LifeboatRedis

extension JournalRecord {
  /// Reads one record of a journal's stream: its id, and its fields and values.
  ///
  /// - Throws: ``InspectorError/unreadableOperation(_:field:)``.
  init(_ reply: RedisValue, of operation: String) throws(InspectorError) {
    let parts = reply.array ?? []
    var fields: [String: RedisValue] = [:]
    for (name, value) in (parts.count == 2 ? parts[1].array ?? [] : []).pairs() { fields[name.string ?? ""] = value }
    guard let position = parts.first?.string, let event = fields["event"]?.string.flatMap(Event.init),
      let set = fields["set"]?.string, let id = fields["id"]?.string.flatMap(FailureID.init(digits:))
    else { throw .unreadableOperation(operation, field: "journal") }
    self.position = position
    self.event = event
    self.set = set
    self.id = id
    entry = fields["entry"]?.bytes
    score = fields["score"]?.string
    queue = fields["queue"]?.string
    digest = fields["digest"]?.bytes
    dueAt = fields["due"]?.int
    reason = fields["reason"]?.string
  }
}
