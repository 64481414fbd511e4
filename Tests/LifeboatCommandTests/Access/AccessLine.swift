/// A command as an operator types it, and what becomes of it under the tool's and the viewer's rule.
///
/// `%F` and `%G` stand for two failures, `%O` for an operation, `%D` for the stage's folder.
struct AccessLine: Sendable {
  /// What the viewer's user gets.
  enum Viewer: Sendable {
    /// What the tool's user gets.
    case same
    /// A refusal that names the role.
    case refused
    /// A failure of another kind: before anything was to be changed, or that says how far it came.
    case elsewise
  }

  let words: String
  /// The exit code under the tool's rule.
  var exit = 0
  var viewer = Viewer.refused

  static func looks(_ words: String) -> AccessLine { AccessLine(words: words, viewer: .same) }

  /// Every command of the program that uses Redis, but `work`, in an order in which each finds what it needs.
  static func all(dialect: String) -> [AccessLine] {
    let lines: [AccessLine] = [
      .looks("status"), .looks("queue ls"), .looks("queue show mail"), .looks("job find"),
      .looks("job where Mail [1]"), .looks("worker ls"), .looks("failed ls"), .looks("failed show %F"),
      .looks("failed diff %F %G"), .looks("failed count --by class"), .looks("failed top"),
      .looks("failed export"), .looks("op ls"), .looks("op show %O"), .looks("op log %O"),
      AccessLine(words: "op resume %O --rate 1000/s"), AccessLine(words: "op undo %O --yes"),
      AccessLine(words: "op pause %O", exit: 7), AccessLine(words: "op rm %O", viewer: .elsewise),
      AccessLine(words: "enqueue Mail [9] --queue mail"), AccessLine(words: "enqueue Mail [9] --queue mail --token t"),
      AccessLine(words: "queue pause mail"), AccessLine(words: "queue resume mail"),
      AccessLine(words: "queue pause --all"), AccessLine(words: "queue resume --all"),
      AccessLine(words: "job cancel Mail [1] --queue mail --yes"),
      AccessLine(words: "queue move mail other --yes", viewer: .elsewise),
      AccessLine(words: "queue purge other --yes", viewer: .elsewise),
      AccessLine(words: "failed export %D/failures.jsonl --force", viewer: .same),
      AccessLine(words: "failed edit %F --yes"), AccessLine(words: "failed map --rules %D/rules.yml --all --yes"),
      AccessLine(words: "failed requeue %F"),
      AccessLine(words: "failed requeue --all --limit 2 --yes"),
      AccessLine(words: "failed rm --all --limit 2 --archive %D/removed.jsonl --yes"),
      AccessLine(words: "failed import %D/failures.jsonl --yes"),
      AccessLine(words: "worker prune --yes"),
    ]
    // Resque's workers cannot be reached, whoever asks.
    let isReachable = dialect == "sidekiq"
    return lines
      + ["worker quiet --all --yes", "worker stop --all --yes"].map { words in
        AccessLine(words: words, exit: isReachable ? 0 : 7, viewer: isReachable ? .refused : .same)
      }
  }
}
