/// What resque-retry keeps beside a job that runs again: how often it failed, and how it failed last.
struct RetryRecord: Sendable, Equatable {
  /// Where attempts are counted; `nil` where the payload does it.
  let counter: RetryCounter?
  /// Whether this attempt counts.
  let isCounted: Bool
  /// After how many seconds the counter is forgotten; `nil` for never.
  let counterSeconds: Int?
  /// What happened, as an entry of the failed list has it. It goes beside the counter, not into the list.
  let entry: [UInt8]
  /// For how many seconds it is kept: twice the delay, as in Ruby.
  let entrySeconds: Int
}
