import LifeboatFormat
import LifeboatRedis

/// Why a job could not be enqueued or taken back.
public enum ClientError: Error, Sendable, CustomStringConvertible {
  /// Redis could not be used, or refused. The call can be repeated: nothing was enqueued, or all that may have been has
  /// a token.
  case redis(RedisError)
  /// Jobs that have no token were enqueued, or may have been: the reply was lost, or an error came behind the first of many.
  /// Ruby's formats have nothing by which a repeat could be told from another job.
  case inDoubt(RedisError)
  /// The arguments cannot be written as a JSON array.
  case arguments(className: String, reason: String)
  /// A job has no class name.
  case emptyClassName
  /// A job has no queue name.
  case emptyQueue(className: String)
  /// A link of the middleware threw; nothing was sent.
  case middleware(className: String, any Error)
  /// An Active Job is to be taken back by its bytes, which are never the same twice: there are an id and a time in them.
  case activeJobBytes(className: String)
  /// A job is to be enqueued once, under a token that is empty.
  case emptyToken(className: String)
  /// A token is to be kept for less than a millisecond.
  case tokenNotKept(Duration)
  /// The jobs are enqueued and will run, but fewer replicas than wanted have confirmed them in time: a failover now might
  /// lose them. `enqueued` does not count those whose token was there. A job with a token may be enqueued again.
  case notReplicated(enqueued: Int, replicas: Int, of: Int)
  /// The dialect has no word for something that a job has, or Ruby would refuse or lose the job over it. Nothing was sent.
  case refused(className: String, RefusedDraft)

  public var description: String {
    switch self {
    case .redis(let error): error.description
    case .inDoubt(let error):
      "\(error); a repeat may enqueue twice what was enqueued already: look into the queue first, or give jobs a token,"
        + " under which a repeat is safe"
    case .arguments(let className, let reason):
      "the arguments of \(Printable.line(className, limit: 100)) cannot be enqueued: \(reason)"
    case .emptyClassName: "a job needs a class name, the one that its Ruby class has"
    case .emptyQueue(let className):
      "a job of \(Printable.line(className, limit: 100)) needs a queue name, for example default"
    case .middleware(let className, let error):
      "a job of \(Printable.line(className, limit: 100)) was not enqueued, because the middleware refused it: "
        + Printable.line("\(error)", limit: 300)
    case .activeJobBytes(let className):
      "an Active Job such as \(Printable.line(className, limit: 100)) has other bytes each time it is made, so it cannot be"
        + " taken back by them; use dequeue(from:where:), or `lifeboat job cancel` with --equal"
    case .emptyToken(let className):
      "the token of a job of \(Printable.line(className, limit: 100)) is empty; expected a name for this one enqueue"
    case .tokenNotKept(let duration):
      "a token has to be kept for at least a millisecond, got \(DurationText.format(duration))"
    case .notReplicated(let enqueued, let replicas, let wanted):
      "enqueued \(enqueued == 1 ? "1 job" : "\(enqueued) jobs"), but \(replicas) of \(wanted) replicas confirmed that in time;"
        + " a failover now might lose what they lack. Enqueue again only under a token, or it runs twice"
    case .refused(let className, let reason):
      "a job of \(Printable.line(className, limit: 100)) cannot be enqueued: \(reason)"
    }
  }
}
