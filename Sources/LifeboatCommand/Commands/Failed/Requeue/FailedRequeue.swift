import Lifeboat
import LifeboatInspector

/// What became of one id that was to be requeued: of its entry, or of each of several with equal bytes.
struct FailedRequeue {
  /// The first of the entries.
  let failure: Failure
  /// How many were moved.
  private(set) var moved = 0
  private let copies: Int
  private var reasons: [String] = []

  init(_ copies: [Failure]) {
    failure = copies[0]
    self.copies = copies.count
  }

  /// Why some were not moved; `nil` when all were.
  var refusal: String? {
    guard let reason = reasons.first else { return nil }
    return moved == 0 ? reason : "\(copies - moved) of \(copies) stay: \(reason)"
  }

  /// Notes what became of the next entry.
  mutating func add(_ outcome: RequeueOutcome) {
    switch outcome {
    case .moved: moved += 1
    case .gone: reasons.append("it, or its twin, was moved or removed meanwhile")
    case .retried(let time):
      reasons.append("Ruby requeued it already (\(Printable.line(time, limit: 40))); --retried moves it all the same")
    case .blocked(let obstacle): reasons.append(obstacle)
    }
  }
}
