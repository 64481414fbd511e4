/// Lines on a terminal that are written over again and again, in place. Each frame replaces the one before without clearing
/// the screen first, so nothing flickers; whenever the program ends, the last frame stays and the cursor is below it.
struct LiveLines {
  private var height = 0

  /// Writes the next frame; lines that the terminal has no room for are cut or left out.
  mutating func draw(_ lines: [String]) {
    let width = Terminal.width
    let shown = lines.prefix(max(1, Terminal.height - 1)).map { Self.cut($0, to: width - 1) }
    var text = height > 0 ? "\u{1B}[\(height)A\r" : ""
    for line in shown { text += line + "\u{1B}[K\n" }
    text += "\u{1B}[J"
    height = shown.count
    Terminal.write(Array(text.utf8))
  }

  /// A line is cut only where it has no colours, which would not end.
  private static func cut(_ line: String, to width: Int) -> String {
    guard !line.utf8.contains(0x1B), line.displayWidth > width else { return line }
    var cut = ""
    var used = 0
    for character in line {
      used += String(character).displayWidth
      guard used < width else { break }
      cut.append(character)
    }
    return cut + "…"
  }
}
