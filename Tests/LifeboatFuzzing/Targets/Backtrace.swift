import LifeboatFormat

/// A packed backtrace never unpacks to more than its limit, and what is packed unpacks to the same lines. A leading `+` has the
/// rest packed first, so that the unpacking itself is reached.
func checkBacktrace(_ input: [UInt8]) throws(Violation) {
  let field = text(input)
  _ = SidekiqBacktrace.firstLine(field)
  _ = SidekiqBacktrace.firstLine(text(Base64.encode(input)))
  for field in [field, text(Base64.encode(input))] {
    do {
      let lines = try SidekiqBacktrace.decode(field)
      try require(
        lines.reduce(0) { $0 + $1.utf8.count } <= SidekiqBacktrace.sizeLimit, "more came out than the limit allows")
    } catch let error as SidekiqBacktrace.Unreadable {
      try requirePrintable(error.description, "the reason")
    } catch let violation as Violation {
      throw violation
    } catch {
      throw Violation("another error: \(error)")
    }
  }
  let lines = field.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  let packed = SidekiqBacktrace.encode(lines)
  try require((try? SidekiqBacktrace.decode(packed)) == lines, "packed lines come back as others")
  if (lines.first ?? "").utf8.count < 1_000 {
    try require(SidekiqBacktrace.firstLine(packed) == lines.first, "the first line comes back as another")
  }
  if let bytes = Base64.decode(input) {
    // Bits behind the last byte may be anything.
    try require(Base64.decode(Base64.encode(bytes)) == bytes, "Base64 comes back as something else")
  }
}
