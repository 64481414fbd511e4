import LifeboatFormat

/// One job that is looked for, however its producer wrote it.
public struct WantedJob: Sendable {
  /// How a job is like the one that is looked for.
  public enum Likeness: Sendable {
    /// Byte for byte.
    case exact
    /// In class and arguments, as Ruby decodes them; but `1` is not `1.0`. Other fields do not count.
    case equal
  }

  /// The bytes that it must have, if it is found by its bytes.
  private let bytes: [UInt8]?
  /// `nil` when only the bytes count.
  private let parts: (className: String, arguments: JSONSlice)?

  /// A job of this class with these arguments.
  ///
  /// - Parameter arguments: the text of a JSON array.
  /// - Throws: ``MalformedPayload`` when they make no job.
  public init(className: String, arguments: [UInt8], dialect: any InspectorDialect) throws(MalformedPayload) {
    bytes = dialect.commonBytes(className: className, arguments: arguments)
    // No format needs more than the class and the arguments, and this is how Resque writes just these.
    let record = try dialect.read(ResquePayload.encode(className: className, arguments: arguments))
    if let arguments = record.arguments {
      parts = (record.className, arguments)
    } else {
      parts = (record.className, try JSONSlice(parsing: Array("[]".utf8)))
    }
  }

  /// Exactly these bytes, whatever they are.
  public init(bytes: [UInt8]) {
    self.bytes = bytes
    parts = nil
  }

  /// Whether a job can be this one byte for byte: not where each has an id and times of its own.
  public var hasBytes: Bool { bytes != nil }

  /// How a job is like this one; `nil` when it is another.
  public func likeness(of bytes: [UInt8], record: Result<JobRecord, MalformedPayload>) -> Likeness? {
    if bytes == self.bytes { return .exact }
    guard let parts, case .success(let record) = record else { return nil }
    guard record.className.utf8.elementsEqual(parts.className.utf8) else { return nil }
    guard let arguments = record.arguments else {
      return parts.arguments.elements.contains { _ in true } ? nil : .equal
    }
    return arguments.hasSameValue(as: parts.arguments) ? .equal : nil
  }
}
