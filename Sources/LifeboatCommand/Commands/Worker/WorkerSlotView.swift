import Lifeboat
import LifeboatInspector

/// How a worker is shown where each runs one job at a time.
enum WorkerSlotView {
  static let columns: [Table.Column] = [
    .init(heading: "HOST"), .init(heading: "PID", isNumber: true), .init(heading: "QUEUES"),
    .init(heading: "STARTED"), .init(heading: "HEARTBEAT"), .init(heading: "RUNNING"),
  ]

  static func row(_ worker: WorkerSummary) -> [String] {
    [
      Printable.line(worker.host, limit: 60), worker.pid.map(String.init) ?? "-",
      Printable.line(worker.queues.joined(separator: ","), limit: 60), RelativeTime.text(worker.startedAt),
      RelativeTime.text(worker.heartbeatAt),
      worker.running.map {
        let since = Timestamp.parse($0.since)?.seconds
        return Printable.line("\($0.className) (\($0.queue)), began \(RelativeTime.text(since))", limit: 100)
      } ?? "idle",
    ]
  }

  static func json(_ worker: WorkerSummary, _ json: inout JSONWriter) {
    json.beginObject()
    json.field("id", worker.id)
    json.field("host", worker.host)
    json.field("pid", worker.pid)
    json.field("queues", worker.queues)
    json.field("lifeboat", worker.isLifeboat)
    json.field("started_at", time: worker.startedAt)
    json.field("heartbeat_at", time: worker.heartbeatAt)
    json.key("running")
    if let running = worker.running {
      json.beginObject()
      json.field("class", running.className)
      json.field("queue", running.queue)
      json.field("since", running.since)
      json.endObject()
    } else {
      json.null()
    }
    json.endObject()
  }
}
