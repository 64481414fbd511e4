/// A value that Active Job writes in a form of its own.
protocol ActiveJobValue {
  /// What stands for it among an Active Job's arguments.
  var activeJobForm: JSONValue { get }
}

/// A value that stands in plain JSON as a string.
protocol TextValue: ActiveJobValue, Codable, CustomStringConvertible {
  /// A text that it is made of, for errors.
  static var example: String { get }

  init?(_ text: String)
}

extension TextValue {
  public init(from decoder: any Decoder) throws {
    self = try Self.decoded(try decoder.singleValueContainer().decode(String.self), decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  static func decoded(_ text: String, _ decoder: any Decoder) throws -> Self {
    guard let value = Self(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "such as \(example)"))
    }
    return value
  }
}

extension Duration: ActiveJobValue {
  var activeJobForm: JSONValue { .duration(self) }
}
