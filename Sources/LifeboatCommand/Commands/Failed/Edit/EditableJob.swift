import Lifeboat
import LifeboatInspector

/// A failed job as a person edits it: laid out on lines.
struct EditableJob {
  /// The job's exact bytes.
  let bytes: [UInt8]
  /// What the person gets to see.
  let text: [UInt8]
  private let failure: Failure
  private let dialect: any InspectorDialect

  /// Why an edited text makes no job.
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  /// - Throws: ``CommandFailed`` for a failure that holds no job, or one that an editor would spoil.
  init(_ failure: Failure, dialect: any InspectorDialect) throws {
    guard let bytes = failure.job else { throw CommandFailed(.refused, "the entry does not hold its job") }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw CommandFailed(.refused, "the job is not UTF-8 text, and an editor would spoil the rest of it")
    }
    self.bytes = bytes
    self.failure = failure
    self.dialect = dialect
    // What is no JSON can be mended as it is.
    let lines = (try? JSONSlice(parsing: bytes)).map { JSONIndent.lines($0) }
    text = lines.map { Array($0.joined(separator: "\n").utf8) + [UInt8(ascii: "\n")] } ?? bytes
  }

  /// The job after the edit: of what has the same value as before every byte is as it was.
  func edited(_ text: [UInt8]) throws(Problem) -> [UInt8] {
    let job: [UInt8]
    do throws(MalformedPayload) {
      let edited = try Payload(text)
      if let offset = edited.findings.invalidUTF8Offset { throw .invalidUTF8(offset: offset) }
      if edited.findings.hasInfiniteNumber { throw .infiniteNumber }
      job = try Self.isJSON(bytes) ? JSONRevision.revise(bytes, to: text) : JSONValue(edited.object).encode()
      _ = try dialect.read(job)
    } catch {
      throw Self.problem(error, in: text)
    }
    try checkStillFits(job)
    return job
  }

  /// A job that could go back to work before the edit has to be one that can afterwards.
  private func checkStillFits(_ job: [UInt8]) throws(Problem) {
    guard failure.obstacle == nil else { return }
    let old = dialect.record(StoredFailure(set: failure.set, bytes: failure.bytes))
    do {
      let entry = try dialect.entry(of: old, holding: job, queue: nil)
      let record = dialect.record(StoredFailure(set: failure.set, bytes: entry))
      _ = try dialect.requeued(record, RequeueChange(), dueAt: nil, at: SidekiqTime(microseconds: 0))
    } catch {
      throw Problem(description: "the edited job could not go back to work: \(error)")
    }
  }

  private static func isJSON(_ bytes: [UInt8]) -> Bool { (try? JSONSlice(parsing: bytes)) != nil }

  private static func problem(_ fault: MalformedPayload, in text: [UInt8]) -> Problem {
    guard let offset = fault.offset else { return Problem(description: fault.description) }
    let before = text.prefix(offset)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let column = before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count + 1
    return Problem(description: "line \(line), column \(column): \(fault)")
  }
}

extension MalformedPayload {
  /// Where in the text it is, in bytes.
  fileprivate var offset: Int? {
    switch self {
    case .notJSON(let offset, _, _), .tooDeep(let offset), .invalidUTF8(let offset): offset
    default: nil
    }
  }
}
