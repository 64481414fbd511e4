import Lifeboat
import LifeboatInspector

/// What rules would change, by one pass over the failures before anything is.
///
/// Its size does not depend on how many there are.
struct MapSurvey {
  /// How many would be rewritten.
  private(set) var count = 0
  private var classes: [String: Int] = [:]
  private var refusals: [String: Int] = [:]
  /// How many failures each rule fits.
  private var fits: [Int]
  private var samples: [Sample] = []
  private let rules: [RewriteRule]
  private let path: String

  /// One failure that would change.
  private struct Sample {
    let id: FailureID
    let className: String
    let difference: JobDifference
  }

  private static let mostSamples = 5
  private static let mostGroups = 1_000
  /// Stands for the groups beyond the most that are counted.
  private static let others = "(others)"

  /// Looks at everything that is selected.
  ///
  /// - Parameter path: what the file of rules is called.
  init(_ selected: SelectedFailures, file: RulesFile, path: String) async throws {
    rules = file.rules
    fits = rules.map { _ in 0 }
    self.path = path
    var scan = selected.scan
    let limit = selected.selection.limit ?? .max
    while count < limit, let chunk = try await scan.next() {
      for stored in chunk where count < limit {
        let record = selected.app.dialect.record(stored)
        if try selected.filter.matches(record) { look(at: record, selected.app.dialect) }
      }
    }
  }

  /// Where the rules stand that fit nothing: `rules.yml:7`.
  var idleRules: [String] {
    zip(rules, fits).filter { $0.1 == 0 }.map { "\(Printable.line(path)):\($0.0.line)" }
  }

  /// Writes it for `--dry-run`.
  ///
  /// - Parameter change: as in ``Confirmation/confirm(_:count:)``.
  func show(_ change: String, on printer: Printer) {
    printer.one(lines(change, isColoured: printer.isColoured)) { json in
      json.beginObject()
      json.field("dry_run", true)
      json.field("count", count)
      Self.groups("groups", "class", classes, &json)
      Self.groups("refused", "reason", refusals, &json)
      json.key("rules")
      json.beginArray()
      for (rule, count) in zip(rules, fits) {
        json.beginObject()
        json.field("line", rule.line)
        json.field("fits", count)
        json.endObject()
      }
      json.endArray()
      json.key("samples")
      json.beginArray()
      for sample in samples {
        json.beginObject()
        json.field("id", sample.id.digits)
        json.field("class", sample.className)
        json.key("differences")
        sample.difference.json(&json)
        json.endObject()
      }
      json.endArray()
      json.endObject()
    }
  }

  private mutating func look(at record: FailureRecord, _ dialect: any InspectorDialect) {
    for index in rules.indices where rules[index].fits(className: record.className, queue: record.queue) {
      fits[index] += 1
    }
    do throws(RewriteObstacle) {
      let entry = try dialect.rewritten(record, by: rules)
      guard entry != record.stored.bytes else { return }
      count += 1
      let className = record.className ?? "-"
      Self.count(className, in: &classes)
      guard samples.count < Self.mostSamples else { return }
      let new = dialect.record(StoredFailure(set: record.stored.set, bytes: entry))
      samples.append(
        Sample(
          id: record.stored.id, className: className,
          difference: JobDifference(Self.shown(record, dialect), Self.shown(new, dialect))))
    } catch {
      Self.count(error.description, in: &refusals)
    }
  }

  /// What names the queue, too.
  private static func shown(_ record: FailureRecord, _ dialect: any InspectorDialect) -> [UInt8] {
    guard dialect.jobsNameQueues, let job = dialect.job(of: record) else { return record.stored.bytes }
    return job
  }

  private static func count(_ group: String, in counts: inout [String: Int]) {
    counts[counts[group] != nil || counts.count < mostGroups ? group : others, default: 0] += 1
  }

  private func lines(_ change: String, isColoured: Bool) -> [String] {
    var lines = ["would \(change); nothing was changed"]
    if count > 0 { lines += [""] + Self.table("CLASS", classes, isColoured) }
    if !refusals.isEmpty { lines += ["", "cannot be rewritten:"] + Self.table("REASON", refusals, isColoured) }
    for sample in samples {
      lines += ["", "\(sample.id.short)  \(Printable.line(sample.className, limit: 60))"]
      lines += sample.difference.lines(isColoured: isColoured).map { "  " + $0 }
    }
    return lines
  }

  private static func table(_ heading: String, _ counts: [String: Int], _ isColoured: Bool) -> [String] {
    var table = Table([.init(heading: heading), .init(heading: "COUNT", isNumber: true)])
    for (name, count) in sorted(counts) { table.add([Printable.line(name, limit: 100), count.grouped]) }
    return table.lines(width: .max, isColoured: isColoured)
  }

  private static func groups(
    _ key: String, _ name: String, _ counts: [String: Int], _ json: inout JSONWriter
  ) {
    json.key(key)
    json.beginArray()
    for (group, count) in sorted(counts) {
      json.beginObject()
      json.field(name, group)
      json.field("count", count)
      json.endObject()
    }
    json.endArray()
  }

  private static func sorted(_ counts: [String: Int]) -> [(String, Int)] {
    counts.map { ($0.key, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }
}
