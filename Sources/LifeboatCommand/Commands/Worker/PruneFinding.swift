import Lifeboat
import LifeboatInspector

/// One worker as `worker prune` shows it: a process of ours, or an id of another's.
struct PruneFinding {
  enum Subject {
    case member(Member, MemberWatch.State)
    case registered(any PrunableWorker)
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
    case .registered(let worker): worker.isDead
    }
  }

  /// Whether it is dead, and nobody need look at its job before it is ended.
  var canBeEnded: Bool {
    switch subject {
    case .member(_, let state): state.isDead
    case .registered(let worker): worker.canBeEnded
    }
  }

  /// `dead`, `alive` or `unknown`.
  var verdict: String {
    switch subject {
    case .member(_, .processRuns), .member(_, .beats): "alive"
    case .registered(let worker) where worker.isAlive: "alive"
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
    case .registered(let worker): worker.reason
    }
  }

  /// The id that Ruby's tools show; for ours, which have one for each slot, host and process.
  var worker: String {
    switch subject {
    case .member(let member, _): "\(member.host ?? "?"):\(member.pid.map(String.init) ?? "?")"
    case .registered(let worker): worker.id
    }
  }

  private var kind: String {
    switch subject {
    case .member: "lifeboat"
    case .registered(let worker): worker.kind
    }
  }

  private var incarnation: String? {
    if case .member(let member, _) = subject { member.incarnation } else { nil }
  }

  /// How many jobs it holds.
  private var jobs: Int {
    switch subject {
    case .member(let member, _): member.jobs
    case .registered(let worker): worker.jobs
    }
  }

  static let columns: [Table.Column] = [
    .init(heading: "WORKER"), .init(heading: "KIND"), .init(heading: "JOBS", isNumber: true),
    .init(heading: "VERDICT"), .init(heading: "WHY"), .init(heading: "DONE"),
  ]

  var row: [String] {
    [
      Printable.line(worker, limit: 80), kind, String(jobs), verdict, reason,
      isPruned.map { ($0 ? "pruned" : "left") + (note.isEmpty ? "" : ": \(note)") } ?? "-",
    ]
  }

  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.field("worker", worker)
    json.field("kind", kind)
    json.field("incarnation", incarnation)
    json.field("jobs", jobs)
    json.field("verdict", verdict)
    json.field("why", reason)
    json.field("pruned", isPruned ?? false)
    json.field("note", note.isEmpty ? nil : note)
    json.endObject()
  }
}
