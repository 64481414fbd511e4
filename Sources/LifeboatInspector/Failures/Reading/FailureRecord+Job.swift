import LifeboatFormat

extension FailureRecord {
  /// The job's bytes, also where an entry has them as Base64; of an entry that cannot be read all of it.
  var jobText: ArraySlice<UInt8> {
    guard let payload, malformed == nil else {
      return stored.set == DeadEntry.Origin.overflow.rawValue ? DeadEntry(stored).job[...] : stored.bytes[...]
    }
    return original.map { $0[...] } ?? payload.bytes
  }

  /// The job's own arguments, those of an Active Job as a plain job would have them.
  var jobArguments: JSONSlice? {
    let arguments = original.flatMap { Payload.scanning($0).arguments } ?? arguments
    guard isActiveJob else { return arguments }
    return (try? ActiveJobEnvelope(wrapperArguments: arguments))?.plainArguments
  }

  /// What stands in the entry as Base64.
  private var original: [UInt8]? {
    guard let payload, payload[RecordedPayload.originalKey] != nil else { return nil }
    return RecordedPayload.original(of: payload)
  }
}
