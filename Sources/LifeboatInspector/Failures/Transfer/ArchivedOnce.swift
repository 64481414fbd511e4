/// Which lines of archives were met, so that one which stands there twice is taken once.
///
/// A removal that was killed between writing and removing writes its latest lines again. A bit a line: a million lines
/// take about a megabyte.
public struct ArchivedOnce: Sendable {
  private struct Block: Hashable {
    let operation: String
    let number: Int
  }

  /// The lines of 64 numbers each.
  private var met: [Block: UInt64] = [:]

  /// None was met.
  public init() {}

  /// Notes a line.
  ///
  /// - Returns: whether it is the first of its kind; always for one that is of no archive.
  public mutating func insert(_ removal: FailureLine.Removal?) -> Bool {
    guard let removal else { return true }
    let block = Block(operation: removal.operation, number: removal.number / 64)
    let bit = UInt64(1) << UInt64(removal.number % 64)
    let bits = met[block, default: 0]
    met[block] = bits | bit
    return bits & bit == 0
  }
}
