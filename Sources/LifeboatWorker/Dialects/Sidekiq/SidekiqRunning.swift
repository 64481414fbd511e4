import LifeboatFormat

/// What a process's slots run, and what of it its work hash shows.
struct SidekiqRunning: Sendable {
  private struct Entry {
    /// The job's number in its slot, from 1; 0 when the slot is idle.
    var begun = 0
    var bytes: [UInt8] = []
  }

  private let boards: [SlotBoard]
  /// From how many bytes on a payload is shown without its arguments: all slots together write a megabyte at the most.
  private let mostBytes: Int
  private var entries: [Entry]
  /// The jobs in the hash; `nil` when nobody knows.
  private var shown: [Int]?

  /// More than Sidekiq's pages show of a job.
  private static let mostBytes = 16_384
  private static let mostBytesOfAll = 1 << 20

  init(_ boards: [SlotBoard]) {
    self.boards = boards
    let slots = boards.reduce(0) { $0 + $1.count }
    mostBytes = min(Self.mostBytes, Self.mostBytesOfAll / max(slots, 1))
    entries = Array(repeating: Entry(), count: slots)
  }

  /// How many jobs ran at the latest look.
  var busy: Int { entries.count { $0.begun != 0 } }

  /// Whether the hash shows something else.
  var isNews: Bool { shown.map { $0 != entries.map(\.begun) } ?? true }

  /// Looks at all slots.
  mutating func look() {
    var number = 0
    for board in boards {
      for slot in 0..<board.count {
        let glance = board.glance(slot: slot)
        let begun = glance.running == nil ? 0 : glance.begun
        // What was encoded once is kept: payloads may be large.
        if entries[number].begun != begun {
          let bytes = glance.running.map { running in
            SidekiqWork.encode(
              payload: running.job.payload, queue: running.job.queue, runAt: running.since, mostBytes: mostBytes)
          }
          entries[number] = Entry(begun: begun, bytes: bytes ?? [])
        }
        number += 1
      }
    }
  }

  /// The hash's fields and values: for each busy slot its number to base 36, as Ruby's thread ids are, and its job.
  var fields: [[UInt8]] {
    entries.enumerated().filter { $0.element.begun != 0 }.flatMap { slot, entry in
      [Array(String(slot + 1, radix: 36).utf8), entry.bytes]
    }
  }

  /// The hash shows what was seen at the latest look.
  mutating func confirm() { shown = entries.map(\.begun) }

  /// Nobody knows what the hash shows.
  mutating func forget() { shown = nil }
}
