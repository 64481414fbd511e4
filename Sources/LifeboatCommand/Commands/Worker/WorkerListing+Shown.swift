import Lifeboat
import LifeboatInspector

extension WorkerListing {
  /// The sentence of `status`.
  var sentence: String {
    switch self {
    case .slots(let slots): "workers: \(slots.count), \(slots.count { $0.running != nil }) of them busy"
    }
  }

  /// What `status` counts, by the names of the JSON's fields.
  var counts: [(name: String, count: Int)] {
    switch self {
    case .slots(let slots): [("workers", slots.count), ("workers_busy", slots.count { $0.running != nil })]
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
    }
  }
}
