import LifeboatFormat

@testable import LifeboatWorker

extension LeasedJob {
  /// A job as a lease brings it.
  static func test(
    _ sequence: UInt64, rank: Int = 0, className: String? = "A", incarnation: Int = 1, estimate: Int64 = 0
  ) -> LeasedJob {
    let payload = bytes(className.map { #"{"class":"\#($0)","args":[]}"# } ?? "{broken")
    let record: Result<JobRecord, MalformedPayload>
    do { record = .success(try ResqueDialect().read(payload)) } catch { record = .failure(error) }
    return LeasedJob(
      sequence: sequence, queue: "q\(rank)", rank: rank, payload: payload,
      record: record, incarnation: incarnation, estimate: estimate)
  }
}
