import LifeboatFormat
import LifeboatRedis

/// Reads the processes that work a Sidekiq app's queues.
///
/// Other libraries register too; whatever they write, the others are shown, and theirs as far as it can be read.
struct ProcessReader: Sendable {
  let connection: RedisConnection
  let dialect: SidekiqDialect

  /// How many processes are asked about at a time.
  private static let chunk = 50

  /// Every process that is registered, by host and process.
  func list() async throws(InspectorError) -> [ProcessSummary] {
    let members = try await connection.read([RedisCommand("SMEMBERS", dialect.keys.processes)])[0].strings
    let own = try await OwnNames(dialect: dialect, on: connection)
    var summaries: [ProcessSummary] = []
    for start in stride(from: 0, to: members.count, by: Self.chunk) {
      summaries += try await read(members[start..<min(start + Self.chunk, members.count)], own)
    }
    return summaries.sorted { Self.order($0) < Self.order($1) }
  }

  private func read(_ members: ArraySlice<[UInt8]>, _ own: OwnNames) async throws(InspectorError) -> [ProcessSummary] {
    let keys = dialect.keys
    // A name that is no UTF-8 has no key that could be asked for, and shows nothing but itself.
    let names = members.map { String(decoding: $0, as: UTF8.self) }
    let replies = try await connection.read(
      names.flatMap { name in
        [keys.process(name), keys.work(name), keys.workers(name)].map { RedisCommand("HGETALL", $0) }
      }, showsWrongTypes: true)
    return zip(names, members).enumerated().map { index, member in
      var fields: [String: [UInt8]] = [:]
      for (field, value) in (replies[3 * index].array ?? []).pairs() {
        if let name = field.string { fields[name] = value.bytes }
      }
      let entries = WorkEntries(work: replies[3 * index + 1], workers: replies[3 * index + 2])
      return ProcessSummary(
        process: SidekiqProcess(member: member.0, fields: fields), running: entries.all.map(running),
        isLifeboat: own.names.contains(member.1))
    }
  }

  private func running(_ entry: WorkEntries.Entry) -> ProcessSummary.Running {
    let payload = entry.work?.payload
    let record = payload.flatMap { try? dialect.read($0) }
    let fields = payload.flatMap { try? Payload($0) }
    return ProcessSummary.Running(
      thread: entry.thread, queue: entry.work?.queue, className: record?.className ?? fields?.className?.string,
      jid: fields?.slice(of: "jid")?.string, since: entry.work?.runAt?.seconds)
  }

  private static func order(_ process: ProcessSummary) -> (host: String, pid: Int, id: String) {
    (process.process.host ?? process.id, process.process.pid ?? 0, process.id)
  }
}
