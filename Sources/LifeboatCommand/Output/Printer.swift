import Lifeboat

/// Writes results in the form that was asked for.
struct Printer {
  let format: OutputFormat
  var isColourWanted = true

  /// Whether headings stand out.
  var isColoured: Bool { isColourWanted && Terminal.takesColour }

  /// A list of like things: a table, a JSON array, or a JSON object a line.
  ///
  /// - Parameters:
  ///   - empty: the sentence that stands for an empty table.
  ///   - json: writes one thing as a JSON object.
  func list<Element>(
    _ elements: [Element], empty: String, columns: [Table.Column], row: (Element) -> [String],
    json: (Element, inout JSONWriter) -> Void
  ) {
    switch format {
    case .table:
      guard !elements.isEmpty else { return text(empty) }
      var table = Table(columns)
      for element in elements { table.add(row(element)) }
      let isTerminal = Terminal.isTerminal
      lines(table.lines(width: isTerminal ? Terminal.width : .max, isColoured: isColoured))
    case .json:
      var writer = JSONWriter()
      writer.beginArray()
      for element in elements { json(element, &writer) }
      writer.endArray()
      document(writer)
    case .jsonl:
      for element in elements { object { json(element, &$0) } }
    }
  }

  /// One thing: lines for people, or a JSON object.
  func one(_ lines: @autoclosure () -> [String], json: (inout JSONWriter) -> Void) {
    switch format {
    case .table: self.lines(lines())
    case .json, .jsonl: object(json)
    }
  }

  /// A sentence, whatever the form is.
  func text(_ sentence: String) {
    lines([sentence])
  }

  /// A heading within the lines of one thing.
  func bold(_ text: String) -> String {
    isColoured ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }

  private func lines(_ lines: [String]) {
    Terminal.write(Array((lines.joined(separator: "\n") + "\n").utf8))
  }

  private func object(_ body: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    body(&writer)
    document(writer)
  }

  private func document(_ writer: JSONWriter) {
    Terminal.write(writer.bytes + [UInt8(ascii: "\n")])
  }
}
