/// The names under which Lifeboat's own errors appear as a failure's `exception`.
///
/// One table for failed entries, metrics and grouping. They look like Ruby's constants because Ruby's tools show them.
public enum ErrorName: String, Sendable, CaseIterable {
  /// No handler is registered for the job's class.
  case unknownClass = "Lifeboat::UnknownClass"
  /// The arguments don't fit the class's properties: too few, too many, or of the wrong type.
  case unfitArguments = "Lifeboat::UnfitArguments"
  /// The job is not ours to run, see ``UnfitPayload``.
  case unfitPayload = "Lifeboat::UnfitPayload"
  /// The bytes can't be read as a job at all.
  case malformedPayload = "Lifeboat::MalformedPayload"
  /// The key of the queue that a job should go to holds something else than a list.
  case unusableQueue = "Lifeboat::UnusableQueue"
  /// The job ran longer than its time-out allows.
  case timedOut = "Lifeboat::JobTimeout"
  /// Worker processes died several times in a row while they ran the job.
  case crashedWorker = "Lifeboat::CrashedWorker"
  /// The job's command was ended by a signal.
  case killedChild = "Lifeboat::KilledChild"
  /// The job's command ended with a status that says it failed.
  case commandFailed = "Lifeboat::CommandFailed"
}
