/// A job that a child has answered.
struct StreamAnswer {
  let job: StreamJob
  let end: StreamEnd
  /// Since the child turned to it.
  let time: Duration
}
