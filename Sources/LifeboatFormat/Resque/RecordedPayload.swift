/// A job inside a record that Ruby's tools read: a failed entry or a working record.
///
/// Strict JSON is embedded byte for byte. Anything else would make the whole record unreadable for Ruby, or break its
/// pages: then class and args stand there as far as they can be read, and the job itself as Base64.
public enum RecordedPayload {
  /// The key that holds a job which could not be embedded as it is.
  public static let originalKey = "lifeboat_original"
  /// What stands for a class that can't be read.
  public static let unreadableClass = "(unreadable)"
  /// The deepest nesting that still fits inside a record: Ruby's limit is 100.
  public static let depthLimit = JSONScanner.depthLimit - 2

  /// A JSON object that stands for the job in a record.
  ///
  /// - Parameter bytes: the job, whatever it is.
  public static func embed(_ bytes: [UInt8]) -> [UInt8] {
    if let payload = try? Payload(bytes), canBeEmbedded(payload) { return bytes }
    let (className, arguments) = Payload.scanning(bytes)
    let shownClass = className?.string.flatMap { $0.isEmpty ? nil : $0 } ?? unreadableClass
    var writer = JSONWriter(capacity: bytes.count / 3 * 4 + 100)
    writer.beginObject()
    writer.key("class")
    writer.string(shownClass)
    writer.key("args")
    if let arguments, isFit(arguments.findings), isShownByRuby(shownClass, arguments) {
      writer.raw(arguments.bytes)
    } else {
      writer.raw((shownClass == ActiveJobEnvelope.resqueWrapper ? "[{}]" : "[]").utf8)
    }
    writer.key(originalKey)
    writer.string(String(decoding: Base64.encode(bytes), as: UTF8.self))
    writer.endObject()
    return writer.bytes
  }

  /// The job's exact bytes, from the object that stands for it; nil when that is no object.
  public static func original(of payload: JSONSlice) -> [UInt8]? {
    guard payload.kind == .object else { return nil }
    if let text = payload[originalKey]?.string, let bytes = Base64.decode(text.utf8) { return bytes }
    return Array(payload.bytes)
  }

  private static func canBeEmbedded(_ payload: Payload) -> Bool {
    // Space around the object would be lost among the record's own bytes.
    guard payload.objectRange == payload.bytes.indices else { return false }
    guard isFit(payload.findings), payload.slice(of: originalKey) == nil else { return false }
    return isShownByRuby(payload.className?.string, payload.arguments)
  }

  private static func isFit(_ findings: JSONFindings) -> Bool {
    findings.isStrict && findings.depth <= depthLimit
  }

  private static func isShownByRuby(_ className: String?, _ arguments: JSONSlice?) -> Bool {
    // Ruby's failed page reads an Active Job's name from its first argument, and breaks without it.
    guard className == ActiveJobEnvelope.resqueWrapper else { return true }
    var elements = arguments?.elements
    return elements?.next()?.kind == .object
  }
}
