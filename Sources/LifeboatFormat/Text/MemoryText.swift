/// Amounts of memory as people write them: `400MB`, `2GB`, `512kB`, with 1024 to the next unit, as the system counts memory.
public enum MemoryText {
  private static let units = [("", 1), ("B", 1), ("KB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30)]

  /// Reads an amount. A space before the unit is fine, and so is any case, `M` for `MB`, and `MiB`.
  ///
  /// - Returns: bytes; nil when the text is no amount, or none that fits.
  public static func parse(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits) else { return nil }
    var name = text[digits.endIndex...].drop { $0 == " " }.uppercased()
    if name.hasSuffix("IB") { name = name.dropLast(2) + "B" }
    if name.count == 1, name != "B" { name += "B" }
    guard let unit = units.first(where: { $0.0 == name }) else { return nil }
    let (bytes, isTooLarge) = number.multipliedReportingOverflow(by: unit.1)
    return isTooLarge ? nil : bytes
  }
}
