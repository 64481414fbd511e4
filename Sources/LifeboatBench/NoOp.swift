import Lifeboat

/// A job that does nothing, with the arguments of a usual one.
struct NoOp: Job {
  static let className = "NoOp"
  static let queue = "bench"

  var number: Int
  var text: String

  func perform(_ context: JobContext) async throws {}
}
