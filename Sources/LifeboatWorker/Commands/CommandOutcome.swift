/// How one run of a command ended.
///
/// A message is text for people: the end of the program's standard error, at most 4 kB of whole lines, with
/// control characters escaped, or a sentence when the program said nothing there.
public enum CommandOutcome: Sendable, Equatable {
  /// Exit status 0.
  case succeeded

  /// Exit status 75, `EX_TEMPFAIL` in `sysexits.h`: later, please, with no attempt used.
  case snoozed

  /// Any other exit status.
  case failed(message: String, exitCode: Int)

  /// A signal ended the program, and it was not the runner that sent it.
  case killed(signal: Int, message: String)

  /// The program ran into its time-out; its whole group was stopped.
  case timedOut(after: Duration, message: String)

  /// The task was cancelled while the program ran; its whole group was stopped. Whether the program did its work
  /// is not known.
  case cancelled

  /// The exit status that asks for the job to run later.
  static let snoozeStatus = 75
}
