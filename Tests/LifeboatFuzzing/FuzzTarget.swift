/// What reads bytes from outside, each with properties that hold whatever the bytes are.
///
/// A name is that of its folder of inputs, and what `scripts/fuzz` takes.
public enum FuzzTarget: String, CaseIterable, Sendable {
  case activeJob = "active-job"
  case arguments
  case backtrace
  case failureLine = "failure-line"
  case handlersFile = "handlers-file"
  case json
  case messagePattern = "message-pattern"
  case operation
  case payload
  case printable
  case queuePattern = "queue-pattern"
  case redisReply = "redis-reply"
  case redisURL = "redis-url"
  case resqueRecord = "resque-record"
  case rewrite
  case rulesFile = "rules-file"
  case sidekiqFile = "sidekiq-file"
  case sidekiqRecord = "sidekiq-record"
  case texts

  /// Reads an input and looks whether everything holds.
  public func check(_ input: [UInt8]) throws(Violation) {
    switch self {
    case .activeJob: try checkActiveJob(input)
    case .arguments: try checkArguments(input)
    case .backtrace: try checkBacktrace(input)
    case .failureLine: try checkFailureLine(input)
    case .handlersFile: try checkHandlersFile(input)
    case .json: try checkJSON(input)
    case .messagePattern: try checkMessagePattern(input)
    case .operation: try checkOperation(input)
    case .payload: try checkPayload(input)
    case .printable: try checkPrintable(input)
    case .queuePattern: try checkQueuePattern(input)
    case .redisReply: try checkRedisReply(input)
    case .redisURL: try checkRedisURL(input)
    case .resqueRecord: try checkResqueRecord(input)
    case .rewrite: try checkRewrite(input)
    case .rulesFile: try checkRulesFile(input)
    case .sidekiqFile: try checkSidekiqFile(input)
    case .sidekiqRecord: try checkSidekiqRecord(input)
    case .texts: try checkTexts(input)
    }
  }
}
