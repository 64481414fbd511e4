import LifeboatFormat
import LifeboatInspector

/// A line of an export is refused with a sentence, or written again so that it reads as the same; and any bytes can be
/// exported and come back.
func checkFailureLine(_ input: [UInt8]) throws(Violation) {
  var line: FailureLine?
  do {
    line = try FailureLine(parsing: input)
  } catch {
    try requirePrintable(error.description, "the reason")
  }
  if let line { try checkLine(line) }
  for score in [nil, "1795252730.9276633"] {
    try checkLine(FailureLine(dialect: "resque", stored: StoredFailure(set: "failed", bytes: input, score: score)))
  }
}

private func checkLine(_ line: FailureLine) throws(Violation) {
  for record in [ResqueDialect().record(line.stored), SidekiqDialect().record(line.stored)] {
    let written = line.encode(record)
    try require(!written.contains(UInt8(ascii: "\n")), "a line has a line break")
    do throws(FailureLineFault) {
      let again = try FailureLine(parsing: written)
      guard again == line else { throw .missing("the same entry") }
    } catch {
      throw Violation("a line does not come back: \(error)")
    }
  }
}
