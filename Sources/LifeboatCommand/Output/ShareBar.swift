/// A share of a whole as a bar of block characters.
enum ShareBar {
  /// - Parameters:
  ///   - part: of `whole`; not negative.
  ///   - width: how many columns the whole would take.
  static func text(_ part: Int, of whole: Int, width: Int = 20) -> String {
    guard whole > 0 else { return "" }
    let eighths = Int((Double(width * 8) * Double(part) / Double(whole)).rounded())
    let full = String(repeating: "█", count: eighths / 8)
    guard eighths % 8 > 0 else { return full.isEmpty && part > 0 ? "▏" : full }
    return full + ["▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8 - 1]
  }

  /// The same in percent: `61.3 %`, `<0.1 %`.
  static func percent(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "-" }
    let tenths = Int((Double(part) / Double(whole) * 1_000).rounded())
    return tenths == 0 && part > 0 ? "<0.1 %" : "\(tenths / 10).\(tenths % 10) %"
  }
}
