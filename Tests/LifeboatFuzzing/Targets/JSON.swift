import LifeboatFormat

/// What is read and written again has the same value; a text revised to another has the other's value; nothing that is the
/// same is changed.
func checkJSON(_ input: [UInt8]) throws(Violation) {
  let lines = parts(of: input, 2)
  let value: JSONValue
  let slice: JSONSlice
  do {
    slice = try JSONSlice(parsing: lines[1])
    value = JSONValue(slice)
  } catch {
    return try requirePrintable(error.description, "the reason")
  }
  _ = JSONIndent.lines(slice)
  _ = JSONTextSearch("é\"\\n").isIn(slice.bytes)
  let written = value.encode()
  guard let reread = try? JSONSlice(parsing: written) else {
    throw Violation("what was written cannot be read: \(text(written))")
  }
  try require(JSONValue(reread) == value, "what was written has another value: \(text(written))")
  try require(reread.findings.isStrict, "what was written is not strict: \(text(written))")
  try require(slice.hasSameValue(as: slice), "a value is not the same as itself")
  try require(JSONDifference.between(slice, slice).isEmpty, "a value differs from itself")
  guard let other = try? JSONSlice(parsing: lines[0]) else { return }
  try checkRevision(of: slice, in: lines[1], to: other, lines[0])
}

private func checkRevision(
  of slice: JSONSlice, in text: [UInt8], to other: JSONSlice, _ otherText: [UInt8]
) throws(Violation) {
  do {
    let revised = try JSONRevision.revise(text, to: otherText)
    let result = try JSONSlice(parsing: revised)
    try require(
      JSONDifference.between(result, other).isEmpty,
      "the revised text has another value: \(LifeboatFuzzing.text(revised))")
    try require(try JSONRevision.revise(revised, to: otherText) == revised, "a second revision changes something")
  } catch let violation as Violation {
    throw violation
  } catch {
    throw Violation("a revision cannot be read: \(error)")
  }
}
