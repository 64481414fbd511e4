import Lifeboat
import LifeboatInspector

/// How a queue is shown in a list.
struct QueueView {
  /// Whether jobs of the dialect say how long they have waited.
  private let showsLatency: Bool

  init(_ dialect: any InspectorDialect) {
    showsLatency = dialect.jobsCarryTimes
  }

  var columns: [Table.Column] {
    [.init(heading: "QUEUE"), .init(heading: "WAITING", isNumber: true)]
      + (showsLatency ? [.init(heading: "LATENCY", isNumber: true)] : []) + [.init(heading: "PAUSED")]
  }

  func row(_ queue: QueueSummary) -> [String] {
    let latency = showsLatency ? [queue.latency.map(Self.text) ?? "-"] : []
    return [Printable.line(queue.name, limit: 80), queue.shownLength] + latency + [queue.isPaused ? "paused" : ""]
  }

  func json(_ queue: QueueSummary, _ json: inout JSONWriter) {
    json.beginObject()
    json.field("name", queue.name)
    json.field("waiting", queue.length)
    if showsLatency { json.field("latency", queue.latency.map { ($0 * 1_000).rounded() / 1_000 }) }
    json.field("paused", queue.isPaused)
    json.endObject()
  }

  /// A tenth of a second matters as long as it is not minutes.
  private static func text(_ seconds: Double) -> String {
    guard seconds < 60 else { return RelativeTime.span(Int(exactly: seconds.rounded()) ?? .max) }
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)s"
  }
}
