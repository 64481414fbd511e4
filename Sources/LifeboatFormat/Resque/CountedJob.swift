/// By what a job's attempts are counted beside it: jobs that are equal here share a counter.
public struct CountedJob: Sendable, Equatable {
  /// The class, as the counter's key spells it.
  public let className: String
  /// The text of whose SHA-1 the key has the hexadecimal digits; empty when the key ends with the class.
  public let identity: [UInt8]

  /// What a dialect has read from a job.
  public init(className: String, identity: [UInt8]) {
    self.className = className
    self.identity = identity
  }
}
