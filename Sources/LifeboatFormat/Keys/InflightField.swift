/// The field of a leased job in its incarnation's in-flight hash: `SEQ:QUEUE`, for example `1042:mail:high`.
///
/// The sequence number keeps equal payloads apart and remembers their order; a queue's name may have colons.
public enum InflightField {
  /// Takes a field apart; nil when it doesn't start with a number and a colon.
  public static func parse(_ field: String) -> (sequence: UInt64, queue: String)? {
    parse(Array(field.utf8))
  }

  /// Takes a field's bytes apart; nil when they don't start with a number and a colon.
  public static func parse(_ field: [UInt8]) -> (sequence: UInt64, queue: String)? {
    guard let colon = field.firstIndex(of: UInt8(ascii: ":")), colon > field.startIndex else { return nil }
    var sequence: UInt64 = 0
    for byte in field[..<colon] {
      let digit = byte &- UInt8(ascii: "0")
      let (product, tooBig) = sequence.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = product.addingReportingOverflow(UInt64(digit))
      guard digit < 10, !tooBig, !overflow else { return nil }
      sequence = sum
    }
    return (sequence, String(decoding: field[field.index(after: colon)...], as: UTF8.self))
  }

  /// A field's bytes.
  public static func encode(_ sequence: UInt64, _ queue: String) -> [UInt8] {
    var bytes: [UInt8] = []
    append(sequence, queue, to: &bytes)
    return bytes
  }

  /// Appends a field's bytes.
  public static func append(_ sequence: UInt64, _ queue: String, to bytes: inout [UInt8]) {
    let start = bytes.count
    var rest = sequence
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
    bytes.append(UInt8(ascii: ":"))
    bytes.append(contentsOf: queue.utf8)
  }
}
