import LifeboatFormat

/// In what two failures differ, part by part.
public struct FailureDifference: Sendable {
  /// One part of both.
  public struct Part: Sendable, Equatable {
    /// What it is called: `class`, `args.0.email`; the frames have no names.
    public let name: String
    /// What the one failure has there; `nil` for nothing.
    public let left: String?
    /// What the other has there.
    public let right: String?
    /// Whether both mean the same.
    public let isSame: Bool
    /// Whether what is there is JSON as it is written, and not a text.
    public internal(set) var isJSON = false
  }

  /// The one.
  public let left: Failure
  /// The other.
  public let right: Failure
  /// The parts, those of the failures first, then those of the jobs in which these differ.
  public let parts: [Part]
  /// The frames of both backtraces, aligned.
  public let frames: [Part]

  /// How many frames are aligned; what is behind them is compared place by place.
  private static let mostAligned = 500
  /// The fields of Sidekiq's jobs that stand among the failure's own parts.
  private static let told: Set<String> = [
    "class", "queue", "error_class", "error_message", "error_backtrace", "failed_at", "retried_at",
  ]

  /// Compares two failures.
  public init(_ left: Failure, _ right: Failure) {
    self.left = left
    self.right = right
    var parts: [Part] = []
    func add(_ name: String, _ left: String?, _ right: String?) {
      guard left != nil || right != nil else { return }
      parts.append(
        Part(name: name, left: left, right: right, isSame: left.map { Array($0.utf8) } == right.map { Array($0.utf8) }))
    }
    add("class", left.className, right.className)
    add("queue", left.queue, right.queue)
    add("exception", left.exception, right.exception)
    add("error", left.error, right.error)
    add("failed_at", left.failedAt?.text, right.failedAt?.text)
    add("retried_at", left.retriedAt?.text, right.retriedAt?.text)
    add("worker", left.worker, right.worker)
    add("malformed", left.malformed?.description, right.malformed?.description)
    self.parts = parts + Self.jobs(left, right)
    frames = Self.align(left.backtrace, right.backtrace)
  }

  private static func jobs(_ left: Failure, _ right: Failure) -> [Part] {
    func value(_ failure: Failure) -> JSONSlice? { failure.job.flatMap { try? JSONSlice(parsing: $0) } }
    func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
    guard let mine = value(left), let other = value(right) else {
      guard left.job != right.job else { return [] }
      return [
        Part(name: "job", left: left.job.map { text($0[...]) }, right: right.job.map { text($0[...]) }, isSame: false)
      ]
    }
    return JSONDifference.between(mine, other).filter { $0.path.count != 1 || !told.contains($0.path[0]) }.map {
      found in
      Part(
        name: found.path.isEmpty ? "job" : found.path.joined(separator: "."), left: found.left.map { text($0.bytes) },
        right: found.right.map { text($0.bytes) }, isSame: false, isJSON: true)
    }
  }

  /// By their longest common subsequence; frames that only one has stand alone.
  private static func align(_ left: [String], _ right: [String]) -> [Part] {
    let (mine, others) = (Array(left.prefix(mostAligned)), Array(right.prefix(mostAligned)))
    var lengths = Array(repeating: Array(repeating: 0, count: others.count + 1), count: mine.count + 1)
    for row in mine.indices.reversed() {
      for column in others.indices.reversed() {
        lengths[row][column] =
          mine[row] == others[column]
          ? lengths[row + 1][column + 1] + 1 : max(lengths[row + 1][column], lengths[row][column + 1])
      }
    }
    var frames: [Part] = []
    var (row, column) = (0, 0)
    while row < mine.count || column < others.count {
      if row < mine.count, column < others.count, mine[row] == others[column] {
        frames.append(part(mine[row], others[column]))
        (row, column) = (row + 1, column + 1)
      } else if column == others.count || (row < mine.count && lengths[row + 1][column] >= lengths[row][column + 1]) {
        frames.append(part(mine[row], nil))
        row += 1
      } else {
        frames.append(part(nil, others[column]))
        column += 1
      }
    }
    for index in mostAligned..<max(mostAligned, left.count, right.count) {
      frames.append(part(index < left.count ? left[index] : nil, index < right.count ? right[index] : nil))
    }
    return frames
  }

  private static func part(_ left: String?, _ right: String?) -> Part {
    Part(name: "", left: left, right: right, isSame: left == right)
  }
}
