/// A process that some program registered, read leniently: anything may be missing or of another kind, and then it is
/// nil or empty.
///
/// Records are written by other libraries too, and one odd one must not hide the others. Source: Sidekiq,
/// `lib/sidekiq/api.rb`, `ProcessSet`.
public struct SidekiqProcess: Sendable {
  /// The member of the set of processes.
  public let member: String
  /// Whether there is an `info` at all: Ruby takes a process without one for gone.
  public let hasInfo: Bool
  private let info: JSONSlice?
  private let fields: [String: [UInt8]]

  /// - Parameters:
  ///   - member: as it stands in the set of processes.
  ///   - fields: the process's hash; fields that are nobody's concern here are ignored.
  public init(member: String, fields: [String: [UInt8]]) {
    self.member = member
    self.fields = fields
    hasInfo = fields["info"] != nil
    let info = fields["info"].flatMap { try? JSONSlice(parsing: $0) }
    self.info = info?.kind == .object ? info : nil
  }

  /// Whether `info` is a JSON object. Ruby's API breaks for everyone while one process has another.
  public var isReadable: Bool { info != nil }

  /// The name by which the process looks for its signals: what `info` says, which need not be the set's ``member``.
  public var identity: String { text("identity") ?? member }

  /// The host's name.
  public var host: String? { text("hostname") ?? SidekiqIdentity(parsing: identity)?.host }

  /// The process's id.
  public var pid: Int? { info?["pid"]?.int ?? SidekiqIdentity(parsing: identity)?.pid }

  /// When it started.
  public var startedAt: SidekiqTime? { info?["started_at"].flatMap(SidekiqTime.init(reading:)) }

  /// A word of its operator's; nil when it is empty.
  public var tag: String? { text("tag") }

  /// Words of its operator's.
  public var labels: [String] { info?["labels"]?.elements.compactMap(\.string) ?? [] }

  /// The version of Sidekiq that it says it is.
  public var version: String? { text("version") }

  /// Whether it refuses a remote quiet and stop.
  public var isEmbedded: Bool { info?["embedded"]?.bool ?? false }

  /// How many jobs it runs at a time, from wherever its version says so.
  public var concurrency: Int? {
    if let own = integer("concurrency") ?? info?["concurrency"]?.int { return own }
    let counts = info?["capsules"]?.members.compactMap { $0.value["concurrency"]?.int } ?? []
    return counts.isEmpty ? nil : counts.reduce(0) { $0.addingReportingOverflow($1).partialValue }
  }

  /// The names of its queues, each once, from wherever its version says so.
  public var queues: [String] {
    var seen: Set<String> = []
    let names = info?["queues"]?.elements.compactMap(\.string) ?? []
    return (names.isEmpty ? weights.map(\.name) : names).filter { seen.insert($0).inserted }
  }

  /// Its queues with their weights, capsule after capsule; 0 for a queue without.
  public var weights: [SidekiqCapsule.Queue] {
    let capsules = info?["capsules"]?.members.compactMap { $0.value["weights"] } ?? []
    // Before 7.0.2 there is nothing of the sort; in foreign records it may be an object instead of an array of them.
    let older = info?["weights"].map { $0.kind == .array ? Array($0.elements) : [$0] } ?? []
    return (capsules.isEmpty ? older : capsules).flatMap { weights in
      weights.members.map { SidekiqCapsule.Queue($0.key, weight: $0.value.int ?? 0) }
    }
  }

  /// How many jobs it was running at its last beat.
  public var busy: Int? { integer("busy") }

  /// When its heart last beat.
  public var beat: SidekiqTime? { text(field: "beat").flatMap(Double.init).flatMap(SidekiqTime.init(_:)) }

  /// Whether it takes no more jobs: only the text `true` says so.
  public var isQuiet: Bool { text(field: "quiet") == "true" }

  /// How much memory it has, in kilobytes.
  public var rss: Int? { integer("rss") }

  /// How long Redis took to answer it, in microseconds.
  public var roundTrip: Int? { integer("rtt_us") }

  private func text(_ key: String) -> String? { info?[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }

  private func text(field: String) -> String? { fields[field].map { String(decoding: $0, as: UTF8.self) } }

  private func integer(_ field: String) -> Int? { text(field: field).flatMap { Int($0) } }
}
