import LifeboatFormat

/// A job on its way into a queue, by class name.
public struct NewJob: Sendable {
  /// The Ruby class name.
  public var className: String
  /// The positional arguments: the bytes of a JSON array, which are sent as they are.
  public var arguments: [UInt8]
  /// The queue that it goes to.
  public var queue: String

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
    do {
      let whole = try ResquePayload(ResquePayload.encode(className: "C", arguments: json))
      guard whole.payload.findings.isStrict else {
        throw ClientError.arguments(className: className, reason: "they are not strict UTF-8 JSON")
      }
      // By itself too: `null`, or an array and more members behind it, fit into a payload as well.
      let kind = try JSONSlice(parsing: json).kind
      guard kind == .array else {
        throw ClientError.arguments(className: className, reason: "they are \(kind); a JSON array was expected")
      }
    } catch let error as MalformedPayload {
      throw .arguments(className: className, reason: error.description)
    } catch let error as ClientError {
      throw error
    } catch {
      throw .arguments(className: className, reason: "\(error)")
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
