import LifeboatFormat

/// A pattern of a name's own characters, each taken literally, matches that name; a star matches every name that does not
/// begin with a dot.
func checkQueuePattern(_ input: [UInt8]) throws(Violation) {
  let pieces = parts(of: input, 2).map(text)
  let (pattern, name) = (QueuePattern(pieces[0]), pieces[1])
  _ = pattern.matches(name)
  let literal = QueuePattern(name.unicodeScalars.map { "\\" + String($0) }.joined())
  try require(literal.matches(name), "\(literal.text) does not match \(name)")
  if name.unicodeScalars.first != "." {
    try require(QueuePattern("*").matches(name), "a star does not match \(name)")
  }
  let selection = QueueSelection([pieces[0], "!" + name], readsPatterns: true)
  _ = (selection.covers(name), selection.queues(among: [name, pieces[0]]))
}
