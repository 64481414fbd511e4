import LifeboatFormat
import LifeboatInspector
import LifeboatRedis

/// A selection that is read is written so that it reads as the same; an operation's record of any fields is read or refused
/// with a sentence. The record's fields stand one a line, `name=value`.
func checkOperation(_ input: [UInt8]) throws(Violation) {
  do throws(InspectorError) {
    let selection = try FailureSelection(decoding: input)
    let again = try FailureSelection(decoding: selection.encoded())
    guard again == selection else { throw .unreadableSelection("VIOLATION it comes back as another") }
  } catch {
    try require(!error.description.contains("VIOLATION"), error.description)
    try requirePrintable(error.description, "the reason")
  }
  var fields: [RedisValue] = []
  for line in input.split(separator: UInt8(ascii: "\n")) {
    let halves = line.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
    fields += [.bytes(Array(halves[0])), .bytes(halves.count > 1 ? Array(halves[1]) : [])]
  }
  do throws(InspectorError) {
    let record = try OperationRecord("abcd2345", hash: .array(fields), dialect: ResqueDialect())
    _ = record.isOver
  } catch {
    try requirePrintable(error.description, "the reason")
  }
}
