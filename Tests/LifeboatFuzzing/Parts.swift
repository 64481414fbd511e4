/// The parts of an input that stands for several things: lines, the last of which may have line breaks itself.
///
/// - Returns: as many as asked for; those that are not there are empty.
func parts(of input: [UInt8], _ count: Int) -> [[UInt8]] {
  let found = input.split(separator: UInt8(ascii: "\n"), maxSplits: count - 1, omittingEmptySubsequences: false)
  return (0..<count).map { $0 < found.count ? Array(found[$0]) : [] }
}

/// Bytes as text, what is no UTF-8 replaced.
func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
