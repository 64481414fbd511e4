import Lifeboat

/// A job in a file: one JSON object a line, with `class`, `args` and `queue`.
enum JobLine {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// - Parameter queue: where a job goes that names no queue; `default` when it is `nil`.
  static func parse(_ line: [UInt8], queue: String?) throws -> NewJob {
    let payload: Payload
    do { payload = try Payload(line) } catch { throw Failure(description: "\(error)") }
    guard let className = payload.slice(of: "class")?.string, !className.isEmpty else {
      throw Failure(
        description: #"expected "class" with the class's name, as in {"class":"Archive","args":[42]}"#)
    }
    let known: Set = ["class", "args", "queue"]
    for member in payload.object.members where !known.contains(member.key) {
      throw Failure(
        description:
          "a job has no field \(Printable.line(member.key, limit: 40)); expected class, args and queue")
    }
    let target = payload.slice(of: "queue")
    if let target, target.string == nil {
      throw Failure(description: "\"queue\" should be a string, got \(Printable.line(target.bytes, limit: 40))")
    }
    return try NewJob(
      className, json: payload.slice(of: "args").map { Array($0.bytes) } ?? Array("[]".utf8),
      queue: target?.string ?? queue ?? "default")
  }
}
