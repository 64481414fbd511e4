import LifeboatFormat
import LifeboatRedis

/// Why something could not be read or repaired.
public enum InspectorError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Redis could not be used, or refused.
  case redis(RedisError)
  /// No failed entry has that id.
  case noFailure(prefix: String)
  /// Several failed entries begin with that id.
  case ambiguousFailure(prefix: String, matches: [String])
  /// An id is made of hexadecimal digits.
  case notAnID(String)
  /// The format has no set of failures of that name.
  case unknownSet(String, among: [String])
  /// The format keeps failures in one way only.
  case noBackends(dialect: String)
  /// The format has no way to reach a worker from afar.
  case noRemote(dialect: String)
  /// A set of failures was emptied or sorted anew while it was read.
  case setChanged(String)
  /// Another run puts the same file's failures back.
  case importElsewhere
  /// The file of failures that were removed cannot be written.
  case archive(String, reason: String)
  /// No worker has that id.
  case noWorker(String)
  /// Several workers have ids that begin so.
  case ambiguousWorker(String, matches: [String])
  /// Jobs cannot be moved from a queue to itself.
  case sameQueue(String)
  /// A stored selection of failures says something that this release does not understand; the reason is printable.
  case unreadableSelection(String)
  /// A regular expression is none; the offset says where, in bytes.
  case badPattern(String, offset: Int, reason: String)
  /// Whether a regular expression matches a message cannot be said in reasonable time.
  case costlyPattern(String, message: String)
  /// No operation has that id.
  case noOperation(String)
  /// Several operations have ids that begin so.
  case ambiguousOperation(String, matches: [String])
  /// Somebody else took the operation up, paused it or took it back; what it is now, `nil` when it is gone.
  case operationLost(String, OperationState?)
  /// The operation is over, so that it can neither go on nor be paused.
  case operationOver(String, OperationState)
  /// The operation is not over, so that it cannot be forgotten.
  case operationNotOver(String, OperationState)
  /// Each failure has two records, and one that was rewritten would count as another failure.
  case rewriteOfTwins
  /// A part of the operation's record cannot be read.
  case unreadableOperation(String, field: String)

  public var description: String {
    switch self {
    case .redis(let error): error.description
    case .noFailure(let prefix):
      "no failed entry has the id \(Printable.line(prefix, limit: 40)); it may have been requeued or removed meanwhile"
    case .ambiguousFailure(let prefix, let matches):
      "several failed entries begin with \(prefix): \(matches.joined(separator: ", ")); give more digits"
    case .notAnID(let text):
      "\(Printable.line(text, limit: 40)) is no id: expected at least \(FailureID.shortest) hexadecimal digits,"
        + " as `failed ls` shows them"
    case .unknownSet(let name, let names):
      "there is no set of failures \(Printable.line(name, limit: 40)) here; expected"
        + " \(names.joined(separator: names.count == 2 ? " or " : ", "))"
    case .noBackends(let dialect):
      "--failures is for Resque, where an app chooses its lists; with \(dialect) give --set"
    case .noRemote(let dialect):
      "\(dialect) has no channel by which a worker could be told anything; send its process a signal on its own host:"
        + " USR2 quiets it, TERM or QUIT stop it"
    case .setChanged(let name):
      "the set \(Printable.line(name, limit: 80)) was emptied or sorted anew while it was read; try again when nobody else"
        + " is at work on it"
    case .importElsewhere: "another import of the same file is at work, and has come further; this one stops"
    case .archive(let path, let reason):
      "the archive \(Printable.line(path, limit: 300)) cannot be written: \(reason)"
    case .noWorker(let text):
      "no worker has the id \(Printable.line(text, limit: 80)); `lifeboat worker ls` lists them, and HOST:PID will do"
    case .ambiguousWorker(let text, let matches):
      "several workers are called \(Printable.line(text, limit: 80)):"
        + " \(matches.map { Printable.line($0, limit: 80) }.joined(separator: ", ")); give more of it"
    case .sameQueue(let queue):
      "jobs cannot be moved from \(Printable.line(queue, limit: 80)) to itself; name two queues"
    case .unreadableSelection(let reason):
      "the stored selection of failures cannot be read: \(reason); a newer Lifeboat may have written it: use that one"
    case .badPattern(let pattern, let offset, let reason):
      "the pattern \(Printable.line(pattern, limit: 200)) is no regular expression: \(reason), at byte \(offset)"
    case .costlyPattern(let pattern, let message):
      "the pattern \(Printable.line(pattern, limit: 200)) takes too long on a message, which begins with"
        + " \"\(Printable.line(message, limit: 60))\"; repetitions within repetitions are the usual reason: make it simpler"
    case .noOperation(let id):
      "there is no operation \(Printable.line(id, limit: 40)); `lifeboat op ls` lists them, and one that is over is forgotten"
        + " after three days"
    case .ambiguousOperation(let prefix, let matches):
      "several operations begin with \(Printable.line(prefix, limit: 40)): \(matches.prefix(5).joined(separator: ", "))"
    case .operationLost(let id, nil):
      "operation \(id) was forgotten by somebody else"
    case .operationLost(let id, let state?):
      "somebody else \(state.takenBy) operation \(id); nothing more is done from here"
    case .operationOver(let id, let state):
      "operation \(id) is over: it is \(state.rawValue)"
    case .operationNotOver(let id, let state):
      "operation \(id) is not over, it is \(state.rawValue); let it finish (`lifeboat op resume \(id)`) or take it back"
        + " (`lifeboat op undo \(id)`) first"
    case .rewriteOfTwins:
      "this app keeps each failure in two lists, and rules would rewrite one of the two; nothing was changed: requeue the"
        + " failures with --to-queue, or let Ruby keep them in one list"
    case .unreadableOperation(let id, let field):
      "the record of operation \(Printable.line(id, limit: 40)) cannot be read: its \(Printable.line(field, limit: 40)) is"
        + " missing or unknown here; another version of Lifeboat may have written it"
    }
  }

  /// Whether a key held another type of value than was expected.
  var isWrongType: Bool {
    guard case .redis(let error) = self else { return false }
    return error.code == "WRONGTYPE"
  }
}
