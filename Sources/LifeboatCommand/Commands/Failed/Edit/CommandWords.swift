/// Splits a command into words as a shell does, but expands nothing: spaces part words, quotes and backslashes keep them
/// together.
enum CommandWords {
  /// The words; `nil` when a quote has no end.
  static func split(_ command: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var characters = command.makeIterator()
    while let character = characters.next() {
      switch (character, quote) {
      case ("\\", nil), ("\\", "\""?):
        guard let next = characters.next() else { return nil }
        // Within double quotes a backslash stands for itself before what has no meaning there.
        let isPlain = quote != nil && next != "\"" && next != "\\"
        word = (word ?? "") + (isPlain ? "\\" : "") + String(next)
      case ("'", nil), ("\"", nil):
        quote = character
        word = word ?? ""
      case (let end, let open?) where end == open: quote = nil
      case (let space, nil) where space.isWhitespace:
        if let whole = word { words.append(whole) }
        word = nil
      default: word = (word ?? "") + String(character)
      }
    }
    guard quote == nil else { return nil }
    if let word { words.append(word) }
    return words
  }
}
