/// What the JSON scanner learned of a text besides that it is well formed.
///
/// Ruby's parser takes more than JSON: comments, invalid UTF-8, unknown escapes, unpaired surrogates. A text that
/// has any of these can be run, but can't be handed to a stricter parser as it is.
public struct JSONFindings: Sendable, Equatable {
  /// How deep arrays and objects are nested: 0 for a bare scalar, 1 for `[1]`.
  public internal(set) var depth = 0
  /// Whether `/* … */` or `// …` occurs between tokens.
  public internal(set) var hasComments = false
  /// Whether a string has an unknown escape such as `\q`, or a surrogate escape without its other half.
  public internal(set) var hasLooseEscapes = false
  /// Whether a number lies beyond the range of a double: Ruby reads an infinity, which it can't write again.
  public internal(set) var hasInfiniteNumber = false
  /// The offset of the first byte that is not UTF-8, if there is one.
  public internal(set) var invalidUTF8Offset: Int?

  /// Whether the whole text is UTF-8.
  public var isValidUTF8: Bool { invalidUTF8Offset == nil }

  /// Whether any strict parser of UTF-8 JSON takes the text too.
  public var isStrict: Bool { !hasComments && !hasLooseEscapes && invalidUTF8Offset == nil }
}
