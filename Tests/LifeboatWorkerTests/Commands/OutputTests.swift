import Testing

@testable import LifeboatWorker

struct OutputTests {
  private func lines(_ chunks: [[UInt8]]) -> [String] {
    var splitter = LineSplitter()
    var lines: [String] = []
    for chunk in chunks {
      chunk.withUnsafeBytes { splitter.append($0) { lines.append($0) } }
    }
    splitter.finish { lines.append($0) }
    return lines
  }

  private func message(_ chunks: [[UInt8]]) -> String? {
    var tail = OutputTail()
    for chunk in chunks { chunk.withUnsafeBytes { tail.append($0) } }
    return tail.message
  }

  @Test func `lines are found wherever the chunks break`() {
    let text = Array("one\r\n\ntwo é\nlast".utf8)
    for cut in 0...text.count {
      #expect(lines([Array(text[..<cut]), Array(text[cut...])]) == ["one", "", "two é", "last"])
    }
  }

  @Test func `a line of more than 8 kB comes in pieces that tear no character`() {
    let text = String(repeating: "é", count: 5000) + "x" + String(repeating: "é", count: 5000)
    let pieces = lines([Array(text.utf8)])
    #expect(pieces.count == 3)
    #expect(pieces.joined() == text)
    #expect(pieces.allSatisfy { $0.utf8.count <= LineSplitter.limit })
  }

  @Test func `bytes that are no UTF-8 and control characters are made safe`() {
    #expect(lines([[0xFF, 0x1B, 0x5B, 0x09, 0x41, 0x0A]]) == ["\u{FFFD}\\u{1b}[\tA"])
    let endless = [UInt8](repeating: 0x80, count: 20_000)
    #expect(lines([endless]).joined().unicodeScalars.allSatisfy { $0 == "\u{FFFD}" })
  }

  @Test func `a message is the last whole lines, at most 4 kB`() throws {
    let text = (1...2000).map { "line \($0)\n" }.joined()
    for chunk in [7, 4096, 100_000] {
      let bytes = Array(text.utf8)
      let chunks = stride(from: 0, to: bytes.count, by: chunk).map { Array(bytes[$0..<min($0 + chunk, bytes.count)]) }
      let tail = try #require(message(chunks))
      #expect(tail.utf8.count <= OutputTail.limit)
      #expect(tail.hasPrefix("line 1"))
      #expect(tail.hasSuffix("line 2000"))
    }
  }

  @Test func `one endless line leaves its end, and white space alone leaves nothing`() throws {
    let endless = try #require(message([Array(String(repeating: "é", count: 9000).utf8)]))
    #expect(endless.allSatisfy { $0 == "é" })
    #expect(message([Array(" \n\t\n".utf8)]) == nil)
    #expect(message([]) == nil)
  }
}
