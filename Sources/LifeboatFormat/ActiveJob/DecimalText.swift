/// A decimal number that keeps its text, so that no digit is lost: Ruby's `BigDecimal`.
///
/// Decodes from a string such as `1.10` or a number; encodes as a string, which is what Ruby's JSON makes of a
/// `BigDecimal`, and into an Active Job as a `BigDecimal`. Equal when the texts are: `1.1` and `1.10` differ.
/// There is no arithmetic here; hand ``description`` to a library that has it.
public struct DecimalText: Sendable, Hashable {
  /// The text: a sign perhaps, digits, a fraction and an exponent perhaps.
  public let description: String

  /// A whole number.
  public init(integer: some BinaryInteger) {
    description = String(integer)
  }

  /// Reads a text; nil when it is no decimal number. Ruby's `NaN` and `Infinity` are none.
  public init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    func skipDigits() -> Bool {
      let digits = rest.prefix { $0 &- UInt8(ascii: "0") < 10 }
      rest = rest.dropFirst(digits.count)
      return !digits.isEmpty
    }
    func skip(_ characters: String) -> Bool {
      guard let first = rest.first, characters.utf8.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }
    _ = skip("+-")
    guard skipDigits(), !skip(".") || skipDigits() else { return nil }
    if skip("eE") {
      _ = skip("+-")
      guard skipDigits() else { return nil }
    }
    guard rest.isEmpty else { return nil }
    description = text
  }
}

extension DecimalText: CustomStringConvertible {}

extension DecimalText: TextValue {
  static let example = "1.10"

  var activeJobForm: JSONValue { .decimal(self) }

  public init(from decoder: any Decoder) throws {
    // A number is taken with the digits that it has in the payload.
    let number = (decoder as? SliceDecoder)?.slice.numberText
    self = try Self.decoded(number ?? decoder.singleValueContainer().decode(String.self), decoder)
  }
}
