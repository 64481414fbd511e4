/// What is to be different about a job that is kept: its class, its queue, its arguments. Every byte that has nothing to do
/// with that stays.
public struct JobRewrite: Sendable, Equatable {
  /// Another class; of an Active Job its own, under which its wrapper knows it too.
  public var className: String?
  /// Another queue.
  public var queue: String?
  /// Changes of arguments, of which each finds what those before it left.
  public var arguments: [ArgumentEdit] = []

  /// No change.
  public init() {}

  /// A job's bytes after the changes; those of an Active Job are made inside its wrapper, and its `queue_name` goes with
  /// the queue.
  ///
  /// - Parameters:
  ///   - job: its exact bytes.
  ///   - namesQueue: whether jobs of this format name their queue, as Sidekiq's do.
  /// - Throws: ``RewriteObstacle``.
  public func applied(to job: [UInt8], namesQueue: Bool) throws(RewriteObstacle) -> [UInt8] {
    let payload = try Self.read(job)
    var revision = PayloadRevision()
    if namesQueue { revision.rename("queue", to: queue, in: payload.object) }
    if let name = payload.className?.string, Self.isWrapper(name) {
      try reviseActiveJob(in: payload, &revision)
    } else {
      revision.rename("class", to: className, in: payload.object)
      if let edited = try editedArguments(payload.arguments, isActiveJob: false, in: payload) {
        revision.set("args", edited)
      }
    }
    guard !revision.isEmpty else { return job }
    return try Self.read(revision.applied(to: payload)).bytes
  }

  private func reviseActiveJob(in payload: Payload, _ revision: inout PayloadRevision) throws(RewriteObstacle) {
    let envelope: ActiveJobEnvelope
    do { envelope = try ActiveJobEnvelope(wrapperArguments: payload.arguments) } catch {
      throw RewriteObstacle(malformed: error)
    }
    var inner = PayloadRevision()
    inner.rename("job_class", to: className, in: envelope.object)
    if envelope.object["queue_name"] != nil { inner.rename("queue_name", to: queue, in: envelope.object) }
    if let edited = try editedArguments(envelope.arguments, isActiveJob: true, in: payload) {
      inner.set("arguments", edited)
    }
    if payload.slice(of: "wrapped") != nil { revision.rename("wrapped", to: className, in: payload.object) }
    guard !inner.isEmpty, let arguments = payload.arguments else { return }
    revision.set("args", envelope.replaced(in: arguments, with: inner.applied(to: envelope.object)))
  }

  /// - Returns: nil when the arguments stay as they are.
  private func editedArguments(
    _ arguments: JSONSlice?, isActiveJob: Bool, in payload: Payload
  ) throws(RewriteObstacle) -> [UInt8]? {
    guard !self.arguments.isEmpty else { return nil }
    if payload.slice(of: "encrypt")?.isTruthy ?? false {
      throw RewriteObstacle("its last argument is encrypted by Sidekiq Enterprise")
    }
    if let kind = arguments?.kind, kind != .array, kind != .null {
      throw RewriteObstacle(malformed: .argsNotArray(kind))
    }
    let old = arguments.flatMap { $0.kind == .array ? Array($0.bytes) : nil } ?? Array("[]".utf8)
    var editor = ArgumentsEditor(old, isActiveJob: isActiveJob)
    for edit in self.arguments { try editor.apply(edit) }
    return editor.bytes == old ? nil : editor.bytes
  }

  private static func isWrapper(_ className: String) -> Bool {
    className == ActiveJobEnvelope.resqueWrapper || ActiveJobEnvelope.isSidekiqWrapper(className)
  }

  private static func read(_ job: [UInt8]) throws(RewriteObstacle) -> Payload {
    do throws(MalformedPayload) {
      let payload = try Payload(job)
      if let offset = payload.findings.invalidUTF8Offset { throw .invalidUTF8(offset: offset) }
      guard let name = payload.className else { throw .noClass }
      guard name.kind == .string else { throw .classNotString(name.kind) }
      return payload
    } catch {
      throw RewriteObstacle(malformed: error)
    }
  }
}

extension RewriteObstacle {
  fileprivate init(malformed fault: MalformedPayload) {
    self.init("its job is malformed: \(fault)")
  }
}

extension PayloadRevision {
  /// Sets a field to another text, unless it says that already.
  fileprivate mutating func rename(_ field: String, to text: String?, in object: JSONSlice) {
    guard let text, !(object[field]?.string?.utf8.elementsEqual(text.utf8) ?? false) else { return }
    set(field, string: text)
  }
}
