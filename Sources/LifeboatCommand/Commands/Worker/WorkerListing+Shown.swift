import Lifeboat
import LifeboatInspector

extension WorkerListing {
  /// The sentence of `status`.
  var sentence: String {
    switch self {
    case .slots(let slots): "workers: \(slots.count), \(slots.count { $0.running != nil }) of them busy"
    case .processes(let processes):
      "processes: \(processes.count), \(Self.busy(processes)) of their"
        + " \(Self.sum(processes.map(\.process.concurrency))) threads busy"
    }
  }

  /// What `status` counts, by the names of the JSON's fields.
  var counts: [(name: String, count: Int)] {
    switch self {
    case .slots(let slots): [("workers", slots.count), ("workers_busy", slots.count { $0.running != nil })]
    case .processes(let processes):
      [
        ("processes", processes.count), ("threads", Self.sum(processes.map(\.process.concurrency))),
        ("busy", Self.busy(processes)),
      ]
    }
  }

  /// All of them, as `worker ls` shows them.
  func show(on printer: Printer) {
    let empty = "no workers are registered"
    switch self {
    case .slots(let slots):
      printer.list(slots, empty: empty, columns: WorkerSlotView.columns) {
        WorkerSlotView.row($0)
      } json: {
        WorkerSlotView.json($0, &$1)
      }
    case .processes(let processes):
      printer.list(processes, empty: empty, columns: ProcessView.columns) {
        ProcessView.row($0)
      } json: {
        ProcessView.json($0, &$1)
      }
    }
  }

  private static func busy(_ processes: [ProcessSummary]) -> Int { sum(processes.map(\.process.busy)) }

  /// What anybody may have written adds up without an overflow.
  private static func sum(_ numbers: [Int?]) -> Int {
    numbers.reduce(0) { $0.addingReportingOverflow($1 ?? 0).partialValue }
  }
}
