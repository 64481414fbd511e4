import Lifeboat
import LifeboatInspector

/// How a process of Sidekiq's dialect is shown.
enum ProcessView {
  static let columns: [Table.Column] = [
    .init(heading: "ID"), .init(heading: "TAG"), .init(heading: "QUEUES"), .init(heading: "BUSY", isNumber: true),
    .init(heading: "STATE"), .init(heading: "VERSION"), .init(heading: "STARTED"), .init(heading: "BEAT"),
    .init(heading: "MEMORY", isNumber: true), .init(heading: "RUNNING"),
  ]

  static func row(_ summary: ProcessSummary) -> [String] {
    let process = summary.process
    return [
      Printable.line(summary.id, limit: 80), Printable.line(process.tag ?? "-", limit: 30),
      Printable.line(process.queues.isEmpty ? "-" : process.queues.joined(separator: ","), limit: 60),
      "\(process.busy.map(String.init) ?? "?")/\(process.concurrency.map(String.init) ?? "?")", state(process),
      Printable.line(process.version ?? "-", limit: 20), RelativeTime.text(process.startedAt?.seconds),
      RelativeTime.text(process.beat?.seconds), process.rss.map { "\($0 / 1024) MB" } ?? "-", running(summary.running),
    ]
  }

  static func json(_ summary: ProcessSummary, _ json: inout JSONWriter) {
    let process = summary.process
    json.beginObject()
    json.field("id", summary.id)
    json.field("host", process.host)
    json.field("pid", process.pid)
    json.field("tag", process.tag)
    json.field("labels", process.labels)
    json.field("queues", process.queues)
    json.field("concurrency", process.concurrency)
    json.field("busy", process.busy)
    json.field("state", state(process))
    json.field("embedded", process.isEmbedded)
    json.field("lifeboat", summary.isLifeboat)
    json.field("version", process.version)
    json.field("rss_kb", process.rss)
    json.field("rtt_us", process.roundTrip)
    json.field("started_at", time: process.startedAt?.seconds)
    json.field("heartbeat_at", time: process.beat?.seconds)
    json.key("running")
    json.beginArray()
    for job in summary.running { self.json(job, &json) }
    json.endArray()
    json.endObject()
  }

  private static func json(_ job: ProcessSummary.Running, _ json: inout JSONWriter) {
    json.beginObject()
    json.field("thread", job.thread)
    json.field("class", job.className)
    json.field("queue", job.queue)
    json.field("jid", job.jid)
    json.field("since", time: job.since)
    json.endObject()
  }

  /// `gone` is what Ruby takes for dead: a process that is registered and has no record; its record expires after a minute.
  private static func state(_ process: SidekiqProcess) -> String {
    if !process.hasInfo { return "gone" }
    if !process.isReadable { return "unreadable" }
    return process.isQuiet ? "quiet" : "working"
  }

  private static func running(_ jobs: [ProcessSummary.Running]) -> String {
    guard let first = jobs.min(by: { ($0.since ?? .max) < ($1.since ?? .max) }) else { return "idle" }
    let more = jobs.count == 1 ? "" : ", \(jobs.count - 1) more"
    let began = first.since.map { ", began \(RelativeTime.text($0))" } ?? ""
    return Printable.line("\(first.className ?? "?") (\(first.queue ?? "?"))\(began)\(more)", limit: 100)
  }
}
