import LifeboatInspector

/// A pattern is taken or refused with a sentence; a match ends, and says the same when it is asked again.
func checkMessagePattern(_ input: [UInt8]) throws(Violation) {
  let pieces = parts(of: input, 2)
  do {
    let pattern = try MessagePattern(text(pieces[0]))
    let matches = try pattern.matches(text(pieces[1]))
    try require(try pattern.matches(text(pieces[1])) == matches, "a second look says something else")
  } catch let error as InspectorError {
    try requirePrintable(error.description, "the reason")
  } catch let violation as Violation {
    throw violation
  } catch {
    throw Violation("another error: \(error)")
  }
}
