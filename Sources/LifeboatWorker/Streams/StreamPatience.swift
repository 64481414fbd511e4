/// How long a pool waits for its children.
struct StreamPatience: Sendable {
  /// From a child's start to its first answer. Large frameworks take their time.
  var boot = Duration.seconds(60)
  /// For how long a child is left without a job before it is asked for a sign of life.
  var idle = Duration.seconds(15)
  /// For that sign.
  var ping = Duration.seconds(10)
  /// From the end of a child's input to TERM, and from TERM to KILL.
  var grace = Duration.seconds(2)
  /// How long output may stay open after a child's exit, and a child may live on after it has closed its own end.
  var linger = Duration.seconds(1)
  /// Between two looks at a child's memory.
  var memory = Duration.seconds(1)
  /// Before a start that follows a failure: the first delay, which doubles, and the last.
  var backoff = Duration.milliseconds(100) ... .seconds(30)
}
