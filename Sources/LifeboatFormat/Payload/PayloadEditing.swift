/// Changes of single fields that leave every other byte as it is.
extension Payload {
  /// The payload with another value for a field; with the field added last if it wasn't there.
  ///
  /// Of several equal keys the last is replaced: it's the one that counts.
  ///
  /// - Parameter json: any well-formed value.
  /// - Throws: ``MalformedPayload`` if `json` is no JSON value, or the result is nested too deep.
  public func replacing(_ field: String, with json: [UInt8]) throws(MalformedPayload) -> Payload {
    var last: JSONMembers.Member?
    for member in object.members where member.hasKey(field) { last = member }
    guard let last else { return try adding(field, json) }
    let value = try JSONSlice(parsing: json)
    return try splicing(value.bytes, over: last.value.range)
  }

  /// The payload with a field appended last, whether there is one of that name or not.
  ///
  /// - Throws: as ``replacing(_:with:)``.
  public func adding(_ field: String, _ json: [UInt8]) throws(MalformedPayload) -> Payload {
    let value = try JSONSlice(parsing: json)
    var last: JSONMembers.Member?
    for member in object.members { last = member }
    // Right behind the last value, so that a comment or a line break before the brace stays there.
    let place = last?.value.range.upperBound ?? objectRange.lowerBound + 1
    var added = JSONWriter()
    added.key(field)
    added.raw(value.bytes)
    return try splicing((last == nil ? [] : [UInt8(ascii: ",")]) + added.bytes, over: place..<place)
  }

  /// The payload without a field, however often it occurs.
  public func removing(_ field: String) -> Payload {
    var revision = PayloadRevision()
    revision.remove(field)
    // Members of an object that was checked make an object; if that were ever wrong, nothing is changed.
    return (try? Payload(revision.applied(to: self))) ?? self
  }

  private func splicing(_ json: some Collection<UInt8>, over range: Range<Int>) throws(MalformedPayload) -> Payload {
    var edited = bytes
    edited.replaceSubrange(range, with: json)
    return try Payload(edited)
  }
}
