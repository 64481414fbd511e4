/// Keyword arguments of an Active Job: the last property of a job, a struct whose properties are the keywords.
///
/// ```swift
/// struct WelcomeJob: Job {
///   struct Options: Codable { var notify: Bool }
///   static let className = "WelcomeJob"
///   static let isActiveJob = true
///   var user: GlobalID
///   @Keywords var options: Options  // perform(user, notify:) in Ruby
/// }
/// ```
///
/// Without it a struct is a hash with string keys, which Ruby 3 does not take for keywords. It matters to enqueuing
/// only: both decode alike, and a plain job gets the same object either way.
@propertyWrapper public struct Keywords<Value: Codable & Sendable>: Sendable {
  /// The struct.
  public var wrappedValue: Value

  /// Wraps the struct whose properties are the keywords.
  public init(wrappedValue: Value) {
    self.wrappedValue = wrappedValue
  }
}

extension Keywords: Equatable where Value: Equatable {}
extension Keywords: Hashable where Value: Hashable {}

extension Keywords: Codable {
  public init(from decoder: any Decoder) throws {
    wrappedValue = try Value(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    try wrappedValue.encode(to: encoder)
    (encoder as? ValueEncoder)?.markKeywords()
  }
}

// Swift's own Codable asks for a wrapped property by its wrapper; these let an optional one be missing all the same.

extension KeyedDecodingContainer {
  /// Decodes keyword arguments that may be missing.
  public func decode<Value>(_ type: Keywords<Value?>.Type, forKey key: Key) throws -> Keywords<Value?> {
    Keywords(wrappedValue: try decodeIfPresent(Value.self, forKey: key))
  }
}

extension KeyedEncodingContainer {
  /// Encodes keyword arguments that may be missing.
  public mutating func encode<Value>(_ keywords: Keywords<Value?>, forKey key: Key) throws {
    try encodeIfPresent(keywords.wrappedValue.map(Keywords<Value>.init), forKey: key)
  }
}
