/// What a process says of itself once, when it starts: the `info` of its record.
///
/// It has the fields of every version from 6.4 to 8.1, because each version's Busy page breaks without its own. Source:
/// Sidekiq, `lib/sidekiq/launcher.rb`, `to_data`.
public struct SidekiqProcessInfo: Sendable, Hashable {
  /// The process's identity; signals go to the queue that is named by it.
  public let identity: SidekiqIdentity
  /// When it started.
  public let startedAt: SidekiqTime
  /// A word of the operator's; may be empty.
  public let tag: String
  /// The groups of its slots.
  public let capsules: [SidekiqCapsule]
  /// Words of the operator's that pages show beside it.
  public let labels: [String]
  /// The version of Sidekiq that its readers are told; they show one that is not their own.
  public let version: String
  /// Whether a remote quiet and stop are refused, as for a Sidekiq that runs inside another program.
  public let isEmbedded: Bool

  /// What a process says of itself.
  public init(
    identity: SidekiqIdentity, startedAt: SidekiqTime, tag: String = "", capsules: [SidekiqCapsule],
    labels: [String] = [], version: String, isEmbedded: Bool = false
  ) {
    self.identity = identity
    self.startedAt = startedAt
    self.tag = tag
    self.capsules = capsules
    self.labels = labels
    self.version = version
    self.isEmbedded = isEmbedded
  }

  /// How many jobs the process runs at a time. Sidekiq 8.1.2 and later want it in a field of the hash, too.
  public var concurrency: Int { capsules.reduce(0) { $0 + $1.concurrency } }

  /// The names of all queues, each once.
  public var queues: [String] {
    var seen: Set<String> = []
    return capsules.flatMap(\.queues).map(\.name).filter { seen.insert($0).inserted }
  }

  /// The value of `info`.
  public func encode() -> [UInt8] {
    var writer = JSONWriter(capacity: 600)
    writer.beginObject()
    writer.key("hostname")
    writer.string(identity.host)
    writer.key("started_at")
    writer.raw(startedAt.text.utf8)
    writer.key("pid")
    writer.integer(identity.pid)
    writer.key("tag")
    writer.string(tag)
    writer.key("concurrency")
    writer.integer(concurrency)
    writeCapsules(to: &writer)
    write(labels, as: "labels", to: &writer)
    writer.key("identity")
    writer.string(identity.description)
    writer.key("version")
    writer.string(version)
    writer.key("embedded")
    writer.bool(isEmbedded)
    writer.endObject()
    return writer.bytes
  }

  private func writeCapsules(to writer: inout JSONWriter) {
    writer.key("capsules")
    writer.beginObject()
    for capsule in capsules {
      writer.key(capsule.name)
      capsule.write(to: &writer)
    }
    writer.endObject()
    write(queues, as: "queues", to: &writer)
    writer.key("weights")
    writer.beginArray()
    for capsule in capsules { capsule.writeWeights(to: &writer) }
    writer.endArray()
  }

  private func write(_ texts: [String], as key: String, to writer: inout JSONWriter) {
    writer.key(key)
    writer.beginArray()
    for text in texts { writer.string(text) }
    writer.endArray()
  }
}
