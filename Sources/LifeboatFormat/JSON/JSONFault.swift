/// Where a text stops being JSON.
enum JSONFault: Error, Equatable {
  /// Something else came at this offset than what was expected there.
  case unexpected(offset: Int, expected: StaticText)
  /// The container that opens at this offset is nested deeper than ``JSONScanner/depthLimit``.
  case tooDeep(offset: Int)
}

/// A sentence part that costs nothing until it is read.
struct StaticText: Equatable, ExpressibleByStringLiteral, CustomStringConvertible {
  private let text: StaticString

  init(stringLiteral text: StaticString) {
    self.text = text
  }

  var description: String { text.description }

  static func == (left: StaticText, right: StaticText) -> Bool {
    left.description == right.description
  }
}
