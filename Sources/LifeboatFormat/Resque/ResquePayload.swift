/// Class and arguments of a Resque payload: `{"class":"Archive","args":[42,"tar"]}`.
///
/// Source: Resque, `lib/resque/job.rb`; other keys are allowed and ignored.
public struct ResquePayload: Sendable {
  /// The job's bytes and fields.
  public let payload: Payload
  /// The job's Ruby class name, for example `Mail::Welcome`.
  public let className: String
  /// The array of arguments; nil when `args` is missing or `null`, which means none, as in Ruby.
  public let arguments: JSONSlice?

  /// Reads a job that can be run.
  ///
  /// - Throws: ``MalformedPayload``, for invalid UTF-8 anywhere too. Comments and loose escapes are fine.
  public init(_ bytes: [UInt8]) throws(MalformedPayload) {
    try self.init(Payload(bytes))
  }

  /// Reads a job that can be run from fields that were found before.
  ///
  /// - Throws: as ``init(_:)-([UInt8])``.
  public init(_ payload: Payload) throws(MalformedPayload) {
    if let offset = payload.findings.invalidUTF8Offset { throw .invalidUTF8(offset: offset) }
    guard let name = payload.className else { throw .noClass }
    guard let className = name.string else { throw .classNotString(name.kind) }
    guard !className.isEmpty else { throw .emptyClass }
    switch payload.arguments?.kind {
    case nil, .null: arguments = nil
    case .array: arguments = payload.arguments
    case .some(let kind): throw .argsNotArray(kind)
    }
    self.payload = payload
    self.className = className
  }

  /// The bytes that Ruby's Resque writes for a job.
  ///
  /// - Parameter arguments: the bytes of a JSON array; they are not checked.
  public static func encode(className: String, arguments: [UInt8]) -> [UInt8] {
    var writer = JSONWriter(capacity: 24 + className.utf8.count + arguments.count)
    writer.beginObject()
    writer.key("class")
    writer.string(className)
    writer.key("args")
    writer.raw(arguments)
    writer.endObject()
    return writer.bytes
  }
}
