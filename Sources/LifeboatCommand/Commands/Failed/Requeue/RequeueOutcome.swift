/// What became of an entry that was to go back to its queue.
enum RequeueOutcome: Sendable, Equatable {
  /// Its job is in its queue; the entry is gone, and its twin.
  case moved
  /// The entry, or its twin, was no longer there: somebody else was quicker. Nothing was done.
  case gone
  /// Ruby has sent the job back already, at that time as it put it, by this record or by its twin. Nothing was done.
  case retried(at: String)
  /// It cannot go back, see ``Failure/obstacle``. Nothing was done.
  case blocked(by: String)
}
