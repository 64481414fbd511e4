/// Ruby's spelling of floating-point numbers (`Float#to_s`), which json up to 2.10 writes.
enum RubyFloat {
  /// The shortest digits that read back as the same number, always with a point.
  ///
  /// Plain when the decimal exponent lies in -4…14 or digits remain behind the point; else `d.d+e±XX`.
  ///
  /// - Parameter value: finite.
  static func text(_ value: some BinaryFloatingPoint & LosslessStringConvertible) -> String {
    var (digits, exponent) = shortestDigits(of: value.magnitude)
    let sign = value.sign == .minus ? "-" : ""
    // The value is 0.DIGITS × 10^point.
    let point = exponent + 1
    switch point {
    case -3...0:
      return sign + "0." + String(repeating: "0", count: -point) + digits
    case 1...15,
      16 where digits.utf8.count > 16:
      if digits.utf8.count <= point { digits += String(repeating: "0", count: point - digits.utf8.count) + "0" }
      return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    default:
      let fraction = digits.utf8.count == 1 ? "0" : digits.dropFirst()
      let exponentDigits = String(exponent.magnitude)
      let padding = exponentDigits.utf8.count == 1 ? "0" : ""
      return sign + digits.prefix(1) + "." + fraction + "e" + (exponent < 0 ? "-" : "+") + padding + exponentDigits
    }
  }

  /// The digits without leading or trailing zeros ("0" for zero), and the exponent of the first.
  private static func shortestDigits(
    of value: some BinaryFloatingPoint & LosslessStringConvertible
  ) -> (digits: String, exponent: Int) {
    guard value != 0 else { return ("0", 0) }
    let parts = value.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let whole = mantissa[0]
    var digits = whole + (mantissa.count > 1 ? mantissa[1] : "")
    var exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + whole.utf8.count - 1
    while digits.utf8.first == UInt8(ascii: "0"), digits.utf8.count > 1 {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.utf8.last == UInt8(ascii: "0"), digits.utf8.count > 1 { digits.removeLast() }
    return (String(digits), exponent)
  }
}
