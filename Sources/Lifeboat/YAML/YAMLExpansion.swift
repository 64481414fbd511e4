import Yams

/// How many values a YAML text stands for when its aliases are followed, told without following them.
///
/// The library puts what an alias stands for in its place, and looks at all of it where it is a key: a few lines of aliases of
/// aliases keep it busy for days.
struct YAMLExpansion {
  /// Stands for the star in front of an alias, so that the library takes the alias for a text: a character without a meaning.
  private static let mark: Unicode.Scalar = "\u{E000}"

  private var counts: [String: Int] = [:]

  /// The number of values, keys among them; `Int.max` for more than that.
  static func count(in text: String) throws -> Int {
    let inert = String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "*" ? mark : $0 }))
    do {
      // The parser alone holds the anchors.
      let parser = try Parser(yaml: inert)
      var expansion = YAMLExpansion()
      return try withExtendedLifetime(parser) { try parser.singleRoot().map { expansion.count($0) } ?? 0 }
    } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
      let stars = keys.map { key in
        String(String.UnicodeScalarView(key.unicodeScalars.map { $0 == mark ? "*" : $0 }))
      }
      throw YamlError.duplicatedKeysInMapping(duplicates: stars, context: context)
    }
  }

  private mutating func count(_ node: Node) -> Int {
    var total = 1
    let anchor: Anchor?
    switch node {
    case .scalar(let scalar):
      anchor = scalar.anchor
      for name in Self.aliases(in: scalar.string) { total = Self.sum(total, counts[name] ?? 0) }
    case .sequence(let sequence):
      anchor = sequence.anchor
      for item in sequence { total = Self.sum(total, count(item)) }
    case .mapping(let mapping):
      anchor = mapping.anchor
      for (key, value) in mapping { total = Self.sum(total, Self.sum(count(key), count(value))) }
    case .alias:
      anchor = nil
    }
    // A later anchor of the same name takes its place.
    if let anchor { counts[anchor.rawValue] = total }
    return total
  }

  /// The names behind each mark; a text may hold several, `*a:*b`.
  private static func aliases(in text: String) -> [String] {
    text.unicodeScalars.split(separator: mark, omittingEmptySubsequences: false).dropFirst().map { rest in
      String(
        rest.prefix { $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_" || $0 == "-") }
      )
    }
  }

  private static func sum(_ one: Int, _ other: Int) -> Int {
    let (sum, isTooMuch) = one.addingReportingOverflow(other)
    return isTooMuch ? .max : sum
  }
}
