/// Rows under headings, in aligned columns.
struct Table {
  /// A column: its heading, and on which side its cells stand.
  struct Column {
    let heading: String
    var isNumber = false
  }

  let columns: [Column]
  private var rows: [[String]] = []

  init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Adds a row; every cell must be printable (one line, no control characters).
  mutating func add(_ cells: [String]) {
    precondition(cells.count == columns.count, "a row has a cell for each column")
    rows.append(cells)
  }

  /// The lines, the headings first; the last column is cut at `width`.
  func lines(width: Int, isColoured: Bool) -> [String] {
    var widths = columns.map(\.heading.displayWidth)
    for row in rows {
      for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.displayWidth) }
    }
    let heading = line(columns.map(\.heading), widths, width)
    return [isColoured ? "\u{1B}[1m\(heading)\u{1B}[0m" : heading] + rows.map { line($0, widths, width) }
  }

  private func line(_ cells: [String], _ widths: [Int], _ width: Int) -> String {
    var line = ""
    var used = 0
    for (index, cell) in cells.enumerated() {
      let isLast = index == cells.count - 1
      let space = String(repeating: " ", count: max(0, widths[index] - cell.displayWidth))
      if columns[index].isNumber {
        line += space + cell
      } else {
        line += isLast ? cut(cell, to: max(10, width - used)) : cell + space
      }
      if !isLast { line += "  " }
      used += widths[index] + 2
    }
    while line.last == " " { line.removeLast() }
    return line
  }

  private func cut(_ text: String, to width: Int) -> String {
    guard text.displayWidth > width else { return text }
    var cut = ""
    var used = 0
    for character in text {
      let next = String(character).displayWidth
      if used + next > width - 1 { break }
      cut.append(character)
      used += next
    }
    return cut + "…"
  }
}
