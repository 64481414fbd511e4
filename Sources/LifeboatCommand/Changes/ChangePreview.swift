import Lifeboat
import LifeboatInspector

/// What a change would touch: how many of each group, and a few of them whole.
///
/// Its size does not depend on how many are added.
struct ChangePreview {
  /// What the groups are, in a word each: `class`, or `class` and `error`.
  let groupedBy: [String]
  /// How many were added.
  private(set) var count = 0
  private(set) var samples: [String] = []
  private var counts: [[String]: Int] = [:]

  private static let mostSamples = 5
  private static let mostGroups = 1_000
  /// Stands for the groups beyond the most that are counted.
  private static let others = "(others)"
  private static let sampleLimit = 500

  init(groupedBy: [String] = ["class"]) {
    self.groupedBy = groupedBy
  }

  /// The groups, the largest first.
  var groups: [(names: [String], count: Int)] {
    counts.map { ($0.key, $0.value) }.sorted {
      $0.1 == $1.1 ? $0.0.lexicographicallyPrecedes($1.0) : $0.1 > $1.1
    }
  }

  /// Counts one.
  ///
  /// - Parameters:
  ///   - group: a name for each of what the groups are.
  ///   - sample: its bytes; the first few are kept, cut at 500 characters.
  mutating func add(_ group: [String], sample: some Collection<UInt8>) {
    precondition(group.count == groupedBy.count, "a group has a name for each of what it is grouped by")
    count += 1
    let isRoom = counts[group] != nil || counts.count < Self.mostGroups
    counts[isRoom ? group : group.map { _ in Self.others }, default: 0] += 1
    if samples.count < Self.mostSamples { samples.append(Printable.line(sample, limit: Self.sampleLimit)) }
  }

  /// The same where the groups are one thing.
  mutating func add(_ group: String, sample: some Collection<UInt8>) { add([group], sample: sample) }

  /// Writes it for `--dry-run`.
  ///
  /// - Parameter change: as in ``Confirmation/confirm(_:count:)``.
  func show(_ change: String, on printer: Printer) {
    printer.one(lines(change, isColoured: printer.isColoured)) { json in
      json.beginObject()
      json.field("dry_run", true)
      json.field("count", count)
      json.key("groups")
      json.beginArray()
      for group in groups {
        json.beginObject()
        for (name, value) in zip(groupedBy, group.names) { json.field(name, value) }
        json.field("count", group.count)
        json.endObject()
      }
      json.endArray()
      json.field("samples", samples)
      json.endObject()
    }
  }

  private func lines(_ change: String, isColoured: Bool) -> [String] {
    var lines = ["would \(change); nothing was changed"]
    guard count > 0 else { return lines }
    var table = Table(
      groupedBy.map { .init(heading: $0.uppercased()) } + [.init(heading: "COUNT", isNumber: true)])
    for group in groups { table.add(group.names.map { Printable.line($0, limit: 60) } + [group.count.grouped]) }
    lines += [""] + table.lines(width: .max, isColoured: isColoured)
    lines += ["", count > samples.count ? "\(samples.count) of them:" : "in full:"] + samples.map { "  " + $0 }
    return lines
  }
}

extension ChangePreview {
  /// Counts a job under its class.
  mutating func add(_ job: [UInt8], _ dialect: any InspectorDialect) {
    add((try? dialect.read(job))?.className ?? "(malformed)", sample: job)
  }
}
