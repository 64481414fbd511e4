import Lifeboat
import LifeboatInspector

/// Failures in a table: the columns are those of which any of them has something to say.
struct FailureTable {
  private let showsSets: Bool
  private let showsRetries: Bool

  /// - Parameter sets: the sets that hold failures, also others than those that are shown.
  init(_ failures: [Failure], sets: [FailureSet]) {
    showsSets = sets.count > 1 || failures.contains { $0.twin != nil }
    showsRetries = failures.contains { $0.retries?.dueAt != nil }
  }

  var columns: [Table.Column] {
    [.init(heading: "ID")] + (showsSets ? [.init(heading: "LIST")] : [])
      + (showsRetries ? [.init(heading: "RETRY", isNumber: true), .init(heading: "DUE")] : []) + [
        .init(heading: "FAILED"), .init(heading: "QUEUE"), .init(heading: "CLASS"), .init(heading: "EXCEPTION"),
        .init(heading: "ERROR"),
      ]
  }

  func row(_ copies: FailureCopies) -> [String] {
    let failure = copies.failure
    let times = copies.count > 1 ? "×\(copies.count) " : ""
    var cells = [failure.id.short]
    if showsSets { cells.append(FailureView.lists(failure)) }
    if showsRetries {
      cells.append(failure.retries?.count.map(String.init) ?? "-")
      cells.append(RelativeTime.due(failure.retries?.dueAt))
    }
    guard failure.malformed == nil else {
      return cells + ["-", "-", "(malformed)", "-", times + Printable.line(failure.bytes, limit: 200)]
    }
    return cells + [
      failure.failedAt.map { time in
        time.seconds.map { RelativeTime.text($0) } ?? Printable.line(time.text, limit: 30)
      } ?? "-",
      Printable.line(failure.queue ?? "-", limit: 40),
      ShownClass.text(failure.className ?? "-", isActiveJob: failure.isActiveJob),
      Printable.line(failure.exception ?? "-", limit: 60), times + Printable.line(firstLine(failure.error), limit: 200),
    ]
  }

  private func firstLine(_ text: String?) -> String {
    text?.split(separator: "\n").first.map(String.init) ?? ""
  }
}
