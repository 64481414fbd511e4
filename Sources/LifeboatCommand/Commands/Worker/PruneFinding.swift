import Lifeboat
import LifeboatInspector

/// One worker as `worker prune` shows it: a process of ours, or an id of another's.
struct PruneFinding {
  enum Subject {
    case member(Member, MemberWatch.State)
    case registered(RegisteredWorker, PruneVerdict)
  }

  let subject: Subject
  /// Whether it was ended; `nil` when nobody tried.
  var isPruned: Bool?
  /// What came of that.
  var note = ""

  init(_ subject: Subject) {
    self.subject = subject
  }

  /// Whether it is known to be dead.
  var isDead: Bool {
    switch subject {
    case .member(_, let state): state.isDead
    case .registered(_, let verdict): verdict.isDead
    }
  }

  /// Whether it is dead, and nobody need look at its job before it is ended.
  var canBeEnded: Bool {
    if case .registered(_, .unreadableJob) = subject { return false }
    return isDead
  }

  /// `dead`, `alive` or `unknown`.
  var verdict: String {
    switch subject {
    case .member(_, .processRuns), .member(_, .beats): "alive"
    case .registered(_, let verdict) where verdict.isAlive: "alive"
    default: isDead ? "dead" : "unknown"
    }
  }

  /// Why.
  var reason: String {
    switch subject {
    case .member(_, .processEnded): "its process on this host has ended"
    case .member(let member, .silent): "no beat for its whole lease, \(DurationText.format(member.lease))"
    case .member(_, .processRuns): "its process runs on this host"
    case .member(_, .beats): "it beats"
    case .member(_, .watched): "not watched long enough"
    case .registered(_, let verdict): verdict.description
    }
  }

  /// The id that Ruby's tools show; for ours, which have one for each slot, host and process.
  var worker: String {
    switch subject {
    case .member(let member, _): "\(member.host ?? "?"):\(member.pid.map(String.init) ?? "?")"
    case .registered(let worker, _): worker.id
    }
  }

  var isLifeboat: Bool {
    switch subject {
    case .member: true
    case .registered(let worker, _): worker.isLifeboat
    }
  }

  private var incarnation: String? {
    if case .member(let member, _) = subject { member.incarnation } else { nil }
  }

  /// How many jobs it holds.
  private var jobs: Int {
    switch subject {
    case .member(let member, _): return member.jobs
    case .registered(let worker, _):
      if case .job = worker.running { return worker.isLifeboat ? 0 : 1 }
      return 0
    }
  }

  static let columns: [Table.Column] = [
    .init(heading: "WORKER"), .init(heading: "KIND"), .init(heading: "JOBS", isNumber: true),
    .init(heading: "VERDICT"), .init(heading: "WHY"), .init(heading: "DONE"),
  ]

  var row: [String] {
    [
      Printable.line(worker, limit: 80), isLifeboat ? "lifeboat" : "resque", String(jobs), verdict, reason,
      isPruned.map { ($0 ? "pruned" : "left") + (note.isEmpty ? "" : ": \(note)") } ?? "-",
    ]
  }

  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.field("worker", worker)
    json.field("kind", isLifeboat ? "lifeboat" : "resque")
    json.field("incarnation", incarnation)
    json.field("jobs", jobs)
    json.field("verdict", verdict)
    json.field("why", reason)
    json.field("pruned", isPruned ?? false)
    json.field("note", note.isEmpty ? nil : note)
    json.endObject()
  }
}
