/// Durations are numbers of seconds in arguments, as Ruby's are.
extension Duration {
  /// A duration of so many seconds, exact to the attosecond; what is finer is cut off. Nil beyond 2^63 seconds.
  init?(seconds: DecimalText) {
    var mantissa: Int128 = 0
    var scale = 18
    var isFraction = false
    let parts = seconds.description.utf8.split { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
    guard let exponent = parts.count > 1 ? Int(String(decoding: parts[1], as: UTF8.self)) : 0 else { return nil }
    guard exponent <= 60 else { return nil }
    guard exponent >= -60 else {
      self = .zero
      return
    }
    for byte in parts[0] where byte != UInt8(ascii: "-") && byte != UInt8(ascii: "+") {
      if byte == UInt8(ascii: ".") {
        isFraction = true
        continue
      }
      // Digits behind the attoseconds change nothing.
      if isFraction, scale + exponent <= 0 { continue }
      let (product, tooBig) = mantissa.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = product.addingReportingOverflow(Int128(byte - UInt8(ascii: "0")))
      guard !tooBig, !overflow else { return nil }
      mantissa = sum
      if isFraction { scale -= 1 }
    }
    guard let attoseconds = Self.shifted(mantissa, by: scale + exponent) else { return nil }
    guard attoseconds / 1_000_000_000_000_000_000 <= Int128(Int64.max) else { return nil }
    self.init(attoseconds: parts[0].first == UInt8(ascii: "-") ? -attoseconds : attoseconds)
  }

  /// A JSON number of seconds, with as many digits of a fraction as it needs: `90`, `1.5`.
  var secondsText: String {
    let (seconds, fraction) = (
      attoseconds.magnitude / 1_000_000_000_000_000_000, attoseconds.magnitude % 1_000_000_000_000_000_000
    )
    let sign = attoseconds < 0 ? "-" : ""
    guard fraction > 0 else { return sign + String(seconds) }
    var digits = String(fraction)
    digits = String(repeating: "0", count: 18 - digits.utf8.count) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    return sign + String(seconds) + "." + digits
  }

  private static func shifted(_ value: Int128, by digits: Int) -> Int128? {
    var value = value
    for _ in 0..<abs(digits) {
      if digits < 0 {
        value /= 10
      } else {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        guard !overflow else { return nil }
        value = product
      }
    }
    return value
  }
}
