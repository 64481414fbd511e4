import Lifeboat

/// A job in a file: one JSON object a line, with `class`, `args`, `queue`, `token`, `active_job`, and what ``JobFields``
/// reads.
enum JobLine {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private static let names = ["class", "args", "queue", "token", "active_job"] + JobFields.names

  /// - Parameters:
  ///   - queue: where a job goes that names no queue; `default` when it is `nil`.
  ///   - isActiveJob: whether a job that doesn't say is an Active Job.
  static func parse(_ line: [UInt8], queue: String?, isActiveJob: Bool) throws -> NewJob {
    let payload: Payload
    do { payload = try Payload(line) } catch { throw Failure(description: "\(error)") }
    guard let className = payload.slice(of: "class")?.string, !className.isEmpty else {
      throw Failure(
        description: #"expected "class" with the class's name, as in {"class":"Archive","args":[42]}"#)
    }
    for member in payload.object.members where !names.contains(member.key) {
      let expected = names.dropLast().joined(separator: ", ") + " and \(names[names.count - 1])"
      throw Failure(
        description: "a job has no field \(Printable.line(member.key, limit: 40)); expected \(expected)")
    }
    let activeJob = payload.slice(of: "active_job")
    if let activeJob, activeJob.bool == nil {
      throw Failure(
        description: "\"active_job\" should be true or false, got \(Printable.line(activeJob.bytes, limit: 40))")
    }
    let json = payload.slice(of: "args").map { Array($0.bytes) } ?? Array("[]".utf8)
    let name = try text("queue", in: payload) ?? queue ?? "default"
    guard !name.isEmpty else { throw Failure(description: "the queue's name is empty; expected one such as default") }
    var job =
      activeJob?.bool ?? isActiveJob
      ? try NewJob(activeJob: className, json: json, queue: name) : try NewJob(className, json: json, queue: name)
    job.token = try text("token", in: payload)
    guard job.token != "" else {
      throw Failure(description: #""token" is empty; expected a name for this one enqueue"#)
    }
    try JobFields(value: { payload.slice(of: $0) }, shown: { "\"\($0)\"" }).apply(to: &job)
    return job
  }

  private static func text(_ field: String, in payload: Payload) throws -> String? {
    guard let value = payload.slice(of: field) else { return nil }
    guard let text = value.string else {
      throw Failure(description: "\"\(field)\" should be a string, got \(Printable.line(value.bytes, limit: 40))")
    }
    return text
  }
}
