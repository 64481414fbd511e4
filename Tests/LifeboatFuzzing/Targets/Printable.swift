import LifeboatFormat

/// What is made printable has nothing in it that steers a terminal, is no longer than allowed, and stays as it is when that is
/// done again. The first byte is the limit.
func checkPrintable(_ input: [UInt8]) throws(Violation) {
  let limit = Int(input.first ?? 0)
  let line = Printable.line(input.dropFirst(), limit: limit)
  try requirePrintable(line, "the line")
  try require(line.unicodeScalars.count <= limit, "the line has \(line.unicodeScalars.count) characters, not \(limit)")
  let whole = Printable.line(input)
  try requirePrintable(whole, "the line")
  try require(Printable.line(whole) == whole, "made printable again it is another")
  try requirePrintable(MessageShape("x").text + Printable.line(MessageShape(text(input)).text), "a message's shape")
  _ = FrameShape(text(input))
}
