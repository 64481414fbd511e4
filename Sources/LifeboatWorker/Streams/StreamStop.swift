import LifeboatFormat
import Subprocess

/// Why a pool ends a child, where it does not end by itself.
enum StreamStop {
  /// It wrote or did what the protocol does not have; a sentence about it.
  case broken(String)
  /// Its job ran into its time-out.
  case timedOut(Duration)
  /// Its job was cancelled.
  case cancelled
  /// It gave no sign of life in time.
  case unresponsive(Duration)
  /// The pool closes.
  case closing

  /// It wrote a line that does not answer its oldest open one.
  static func noAnswer(_ line: [UInt8], insteadOf expected: StreamChild.Open?) -> StreamStop {
    let shown = Printable.line(String(decoding: line.prefix(200), as: UTF8.self), limit: 200)
    let wanted =
      switch expected {
      case .ping(let number)?: "{\"pong\":\(number)}"
      case .job(let job)?: "an answer to job \(job.id)"
      case nil: "nothing"
      }
    return .broken(
      "wrote a line to standard output that is no answer: \(shown)"
        + " (expected \(wanted); print to standard error instead)")
  }

  /// Whether it is the pool that wanted it, and nothing is wrong with the program.
  var isWanted: Bool {
    switch self {
    case .timedOut, .cancelled, .closing: true
    case .broken, .unresponsive: false
    }
  }
}

/// How a child ended: what there is to say about it.
struct StreamDeath {
  /// Nil when it ended by itself.
  let stop: StreamStop?
  let status: TerminationStatus
  /// The end of its standard error.
  let words: OutputTail

  /// What its job's failure says.
  var report: FailureReport {
    switch (stop, status) {
    case (.timedOut, _): FailureReport(.timedOut, sentence)
    case (nil, .signaled): FailureReport(.killedChild, sentence)
    default: FailureReport(.commandFailed, sentence)
    }
  }

  /// What happened, and the child's last words.
  var sentence: String { words.sentence(what) }

  private var what: String {
    switch (stop, status) {
    case (.broken(let sentence), _): sentence
    case (.timedOut(let limit), _): "was stopped after running for \(DurationText.format(limit))"
    case (.unresponsive(let limit), _): "gave no sign of life for \(DurationText.format(limit))"
    case (.cancelled, _), (.closing, _): "was stopped"
    case (nil, .signaled(let signal)): "was killed by \(SignalName.of(signal))"
    case (nil, .exited(let code)): "exited with status \(code) before it answered"
    }
  }
}
