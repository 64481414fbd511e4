import LifeboatRedis

/// What the scripts of operations answer: a word, and what belongs to it.
enum OperationReply: Sendable {
  /// It is done; with what the script tells besides.
  case done([RedisValue])
  /// Another tool holds the operation, or nobody.
  case lost(OperationState?)
  /// The operation is over.
  case over(OperationState)
  /// The operation is not over.
  case open(OperationState)
  /// What was read before is not there any more as it was; nothing was done.
  case moved
  /// There is no such operation.
  case none

  init(_ reply: RedisValue) {
    let parts = reply.array ?? []
    let state = parts.count > 1 ? parts[1].string.flatMap(OperationState.init) : nil
    switch parts.first?.string {
    case "OK": self = .done(Array(parts.dropFirst()))
    case "LOST": self = .lost(state)
    case "OVER": self = .over(state ?? .finished)
    case "OPEN": self = .open(state ?? .paused)
    case "MOVED": self = .moved
    default: self = .none
    }
  }
}
