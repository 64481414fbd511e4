import LifeboatFormat

/// A job on its way into a queue, by class name.
public struct NewJob: Sendable {
  /// The Ruby class name.
  public var className: String
  /// The positional arguments: the bytes of a JSON array, which are sent as they are.
  public var arguments: [UInt8]
  /// The queue that it goes to.
  public var queue: String
  /// What makes a repeated enqueue harmless, see ``Client/enqueue(_:token:keeping:)``; `nil` for an ordinary one.
  public var token: String?

  /// A job whose arguments are given as values.
  public init(_ className: String, arguments: [JSONValue] = [], queue: String) {
    self.className = className
    self.arguments = JSONValue.array(arguments).encode()
    self.queue = queue
  }

  /// A job whose arguments are already JSON.
  ///
  /// - Parameter json: the text of a JSON array; it goes to the queue byte for byte.
  /// - Throws: ``ClientError/arguments(className:reason:)`` when it is not a JSON array that Ruby reads.
  public init(_ className: String, json: [UInt8], queue: String) throws(ClientError) {
    self.className = className
    arguments = json
    self.queue = queue
    let slice: JSONSlice
    do { slice = try JSONSlice(parsing: json) } catch {
      throw .arguments(className: className, reason: error.description)
    }
    guard slice.kind == .array else {
      throw .arguments(className: className, reason: "they are \(slice.kind); a JSON array was expected")
    }
    // In the payload they lie one deeper, and what stands around the array counts too.
    let payload: ResquePayload
    do { payload = try ResquePayload(ResquePayload.encode(className: "C", arguments: json)) } catch {
      throw .arguments(className: className, reason: error.description)
    }
    guard payload.payload.findings.isStrict else {
      throw .arguments(className: className, reason: "they are not strict UTF-8 JSON")
    }
  }

  /// A typed job.
  ///
  /// - Parameter queue: where it goes; the type's own queue unless told.
  public init<J: EnqueueableJob>(_ job: J, queue: String? = nil) throws(ClientError) {
    className = J.className
    self.queue = queue ?? J.queue
    do {
      arguments = try ArgumentsEncoder.encode(job)
    } catch {
      throw .arguments(className: J.className, reason: "\(error)")
    }
  }
}
