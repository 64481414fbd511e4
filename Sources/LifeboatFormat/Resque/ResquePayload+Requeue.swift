extension ResquePayload {
  /// The job's bytes when somebody sends it back to work. Only an Active Job says in them to which queue it belongs and how
  /// often it was tried; those of any other stay as they are.
  ///
  /// - Parameters:
  ///   - queue: another queue than the one in which it failed; nil for the same.
  ///   - startsOver: whether it begins anew with its retries.
  public func requeued(movedTo queue: String? = nil, startsOver: Bool = false) -> [UInt8] {
    guard queue != nil || startsOver, className == ActiveJobEnvelope.resqueWrapper, let arguments,
      let envelope = try? ActiveJobEnvelope(wrapperArguments: arguments)
    else { return payload.bytes }
    var revision = PayloadRevision()
    revision.set("args", envelope.requeued(in: arguments, movedTo: queue, startsOver: startsOver))
    return revision.applied(to: payload)
  }
}
