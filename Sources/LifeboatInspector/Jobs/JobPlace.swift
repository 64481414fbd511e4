/// The exact place that a job is in.
public enum JobPlace: Sendable, Equatable {
  /// It waits; the position is counted from 0 at the front.
  case queue(position: Int)
  /// A Lifeboat worker holds it: it runs, or is about to. `host` and `pid` are `nil` when the worker does not say.
  case inFlight(incarnation: String, host: String?, pid: Int?)
  /// A Ruby worker runs it; `since` is as the worker wrote it.
  case running(worker: String, since: String?)
  /// It said "later"; due at this millisecond since 1970.
  case snoozed(until: Int)
  /// resque-scheduler, resque-retry or Sidekiq's schedule keep it until this second since 1970.
  case delayed(until: Int)
  /// It failed and waits in Sidekiq's retry set until this second since 1970.
  case retry(until: Int, id: FailureID)
  /// It failed, and its entry is in this list.
  case failed(list: String, id: FailureID)
}
