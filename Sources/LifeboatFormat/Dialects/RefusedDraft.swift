/// Why a dialect cannot write a new job.
public enum RefusedDraft: Error, Sendable, Equatable, CustomStringConvertible {
  /// The dialect has no word for something that the job has; `fields` are the names that Sidekiq has for them, such as
  /// `retry`, and may be empty when they say nothing that goes without saying.
  case noWord(system: String, fields: [String])
  /// An option has a value that Ruby refuses, or would lose the job over.
  case option(SidekiqJobOptions.Unfit)
  /// The arguments are such that Ruby would lose the job.
  case arguments(String)
  /// The job's id is an empty text.
  case emptyJID
  /// The job is due after the year 9999.
  case dueTooLate(ActiveJobTime)

  /// What was expected and what came. Safe to print.
  public var description: String {
    switch self {
    case .noWord(let system, []):
      "\(system)'s payloads have no word for Sidekiq's options"
    case .noWord(let system, let fields):
      "\(system)'s payloads have no word for \(fields.map { $0 == "at" ? "a due time" : $0 }.joined(separator: ", "))"
    case .option(let unfit):
      unfit.description
    case .arguments(let reason):
      "the arguments \(reason)"
    case .emptyJID:
      "its jid is empty; a text of its own was expected, or none for a random one"
    case .dueTooLate(let time):
      "it is due at second \(time.seconds) since 1970; a time up to the year 9999 was expected"
    }
  }
}
