import LifeboatFormat
import LifeboatRedis
import LifeboatWorker
import Yams

/// Reads `sources` of a handlers file; what does not fit is noted in its fields.
struct SourcesReader {
  /// What the file itself says where it has no `sources`.
  static let alternatives = ["dialect", "queues", "weights", "concurrency"]

  private static let keys = ["dialect", "redis", "namespace", "queues", "weights", "concurrency", "name"]

  /// - Returns: the sources in order; none when the key is missing.
  func sources(_ fields: inout YAMLFields) -> [HandlersFile.Source] {
    guard let node = fields.node("sources") else { return [] }
    for name in Self.alternatives where fields.node(name) != nil {
      fields.note(
        "`\(name)` beside `sources` would be of nobody; move it into one of them, or take `sources` out.",
        at: fields.key(name))
    }
    guard let items = node.sequence, !items.isEmpty else {
      let kind = node.sequence == nil ? YAMLFields.kind(node) : "empty"
      fields.note(
        "`sources` should be a list with `dialect` and `queues` of each app, but is \(kind).", at: node)
      return []
    }
    return items.enumerated().compactMap { index, item in
      let owner = "source \(index + 1)"
      var own = YAMLFields(item, of: owner, keys: Self.keys)
      let source = item.mapping == nil ? nil : source(&own, owner: owner, at: item)
      for problem in own.problems { fields.note(problem) }
      return source
    }
  }

  private func source(_ fields: inout YAMLFields, owner: String, at item: Node) -> HandlersFile.Source? {
    if fields.node("dialect") == nil {
      fields.note("\(owner) needs `dialect`: `resque` or `sidekiq`.", at: item)
    }
    let dialect = fields.word("dialect", as: HandlersFile.Dialect.self)
    let redis = redis(&fields, owner: owner)
    let namespace = name("namespace", &fields, owner: owner)
    if fields.node("queues") == nil {
      fields.note("\(owner) needs `queues`, such as [critical, default].", at: item)
    }
    let queues = QueuesReader().queues(&fields, dialect: dialect)
    let concurrency = fields.wholeNumber("concurrency", in: 1...1000)
    let name = name("name", &fields, owner: owner)
    guard let dialect else { return nil }
    return HandlersFile.Source(
      dialect: dialect, redis: redis, namespace: namespace, queues: queues.names, weights: queues.weights,
      concurrency: concurrency, name: name)
  }

  /// The text is never shown: all of it may be a password.
  private func redis(_ fields: inout YAMLFields, owner: String) -> RedisURL? {
    guard let node = fields.node("redis"), let text = fields.text("redis") else { return nil }
    guard text != "embedded" else {
      fields.note(
        "`redis: embedded` of \(owner) is for the flag only; take it out and give --redis embedded.", at: node)
      return nil
    }
    do throws(RedisError) {
      return try RedisURL(text)
    } catch {
      var reason = "write redis://user:password@host:6379/0"
      if case .invalidURL(_, let words) = error { reason = words }
      fields.note("`redis` of \(owner) is no URL of a Redis: \(reason).", at: node)
      return nil
    }
  }

  private func name(_ key: String, _ fields: inout YAMLFields, owner: String) -> String? {
    guard let text = fields.text(key) else { return nil }
    if text.isEmpty { fields.note("`\(key)` of \(owner) is empty; leave it out.", at: fields.node(key)) }
    return text
  }
}
