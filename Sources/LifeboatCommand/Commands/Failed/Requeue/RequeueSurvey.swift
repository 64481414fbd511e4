import Lifeboat
import LifeboatInspector

/// What a requeue would touch, by one pass over the failures before anything is changed.
///
/// Its size does not depend on how many there are.
struct RequeueSurvey {
  /// The failures by class and error.
  private(set) var preview = ChangePreview(groupedBy: ["class", "error"])
  /// How many would go to each queue, for as many queues as sentences can name.
  private(set) var queues: [String: Int] = [:]
  /// How many cannot be read, so that they stay where they are.
  private(set) var unreadable = 0
  /// What was left out although somebody may have thought of it.
  private(set) var unmet: FailurePass.Unmet?
  private var jobs: Set<Destination> = []

  /// A class and the queue that its jobs go to.
  struct Destination: Hashable {
    let className: String
    let queue: String
  }

  private static let mostJobs = 1_000
  private static let mostQueues = 1_000

  /// How many are looked at when nobody is told their number: enough for warnings.
  static let glance = 50_000

  /// Looks at what is selected.
  ///
  /// - Parameter most: how many to look at, the newest; ``count`` and ``unmet`` are whole only where there are no more.
  init(_ selected: SelectedFailures, change: RequeueChange, atMost most: Int = .max) async throws {
    let app = selected.app
    let limit = min(selected.selection.limit ?? .max, most)
    let pass = FailurePass(selected.places, filter: selected.filter, dialect: app.dialect, on: app.connection)
    unmet = try await pass.forEach { record in
      add(record, queue: change.queue ?? record.queue)
      return count < limit
    }
    if count == most { unmet = nil }
  }

  /// How many are meant.
  var count: Int { preview.count }

  /// Where they go, in words for behind their number: ` to mail`, or `: 12,000 to mail, 3 to slow`.
  var destinations: String {
    let sorted = queues.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard let first = sorted.first else { return "" }
    if sorted.count == 1, unreadable == 0 { return " to \(Printable.line(first.key, limit: 60))" }
    let named = sorted.prefix(3)
    var parts = named.map { "\($0.value.grouped) to \(Printable.line($0.key, limit: 60))" }
    let others = count - unreadable - named.reduce(0) { $0 + $1.value }
    if others > 0 { parts.append("\(others.grouped) to other queues") }
    if unreadable > 0 { parts.append("\(unreadable.grouped) stay, since they cannot be read") }
    return ": " + parts.joined(separator: ", ")
  }

  /// Sentences about what no live worker will run.
  func warnings(_ workers: ServingWorkers) -> [String] {
    var unserved: Set<String> = []
    var unknown: Set<String> = []
    for destination in jobs {
      switch workers.knowledge(of: destination.className, on: destination.queue) {
      case .nobodyWorks: unserved.insert(destination.queue)
      case .nobodyRuns: unknown.insert(destination.className)
      case .mayRun: break
      }
    }
    var sentences: [String] = []
    if !unserved.isEmpty { sentences.append("no live worker works \(Self.names(unserved)); the jobs will wait there") }
    if !unknown.isEmpty { sentences.append("no live worker runs \(Self.names(unknown)); the jobs will fail again") }
    return sentences
  }

  private mutating func add(_ record: FailureRecord, queue: String?) {
    let className = record.malformed == nil ? record.className ?? "-" : "(malformed)"
    preview.add([className, record.exception ?? "-"], sample: record.stored.bytes)
    guard record.malformed == nil, let queue, !queue.isEmpty else {
      unreadable += 1
      return
    }
    if queues[queue] != nil || queues.count < Self.mostQueues { queues[queue, default: 0] += 1 }
    guard let className = record.className, jobs.count < Self.mostJobs else { return }
    jobs.insert(Destination(className: className, queue: queue))
  }

  private static func names(_ names: Set<String>) -> String {
    let sorted = names.sorted()
    let shown = sorted.prefix(5).map { Printable.line($0, limit: 60) }.joined(separator: ", ")
    return sorted.count > 5 ? "\(shown) and \((sorted.count - 5).grouped) more" : shown
  }
}
