import Testing

@testable import LifeboatFormat

@Suite struct SidekiqBacktraceTests {
  @Test func `every captured backtrace is read, and packed to the same bytes by us`() throws {
    var versions: Set<String> = []
    for line in SidekiqCaptures.all {
      guard let after = line.after, let text = try? Payload(after).slice(of: "error_backtrace")?.string else {
        continue
      }
      let lines = try SidekiqBacktrace.decode(text)
      let own = SidekiqBacktrace.encode(lines)
      // Old versions break the lines of their Base64.
      #expect(own == text.filter { $0 != "\n" }, "\(line.operation)")
      #expect(lines.allSatisfy { $0.contains(":in `") })
      if text.contains("\n") { versions.insert("broken") } else { versions.insert("whole") }
    }
    #expect(versions == ["broken", "whole"])
  }

  @Test func `a large backtrace comes back whole`() throws {
    let lines = (0..<1_500).map {
      "/app/lib/very/long/path/number_\($0)/file.rb:\($0):in `block (2 levels) in \u{0}é😀'"
    }
    #expect(lines.reduce(0) { $0 + $1.utf8.count } > 100_000)
    let text = SidekiqBacktrace.encode(lines)
    #expect(!text.contains("\n"))
    #expect(try SidekiqBacktrace.decode(text) == lines)
    #expect(try SidekiqBacktrace.decode(SidekiqBacktrace.encode([])) == [])
  }

  @Test func `the first line is found without the rest`() throws {
    var count = 0
    for line in SidekiqCaptures.all {
      guard let after = line.after, let text = try? Payload(after).slice(of: "error_backtrace")?.string else {
        continue
      }
      #expect(try SidekiqBacktrace.firstLine(text) == SidekiqBacktrace.decode(text).first)
      count += 1
    }
    #expect(count > 10)
    let large = SidekiqBacktrace.encode((0..<50_000).map { "/app/a.rb:\($0):in `b\($0 * 7_919)'" })
    #expect(SidekiqBacktrace.firstLine(large) == "/app/a.rb:0:in `b0'")
    #expect(SidekiqBacktrace.firstLine(String(large.prefix(4_096))) == "/app/a.rb:0:in `b0'")
  }

  @Test func `a first line that cannot be read is none`() {
    func packed(_ text: String) -> String {
      LifeboatFormatTests.text(Base64.encode(Zlib.deflate(bytes(text))))
    }
    #expect(SidekiqBacktrace.firstLine(packed("[1, null, \"a\"")) == "a")
    let long = "[\"" + String(repeating: "x", count: 9_000) + "\"]"
    for text in [packed("[]"), packed("[1]"), packed("{}"), packed(""), packed(long), "", "????", "AAAA", "eJw="] {
      #expect(SidekiqBacktrace.firstLine(text) == nil)
    }
    let bomb = Base64.encode(Zlib.deflate([UInt8](repeating: UInt8(ascii: " "), count: 16 << 20)))
    #expect(SidekiqBacktrace.firstLine(LifeboatFormatTests.text(bomb)) == nil)
  }

  @Test func `what we would refuse to read is not written`() throws {
    let line = String(repeating: "x", count: 100_000)
    let kept = try SidekiqBacktrace.decode(SidekiqBacktrace.encode(Array(repeating: line, count: 100)))
    #expect(kept.count > 30 && kept.count < 42)
    #expect(kept.allSatisfy { $0 == line })
  }

  @Test func `a bomb is refused, not unpacked`() {
    let zeros = Zlib.deflate([UInt8](repeating: UInt8(ascii: " "), count: 16 << 20))
    #expect(zeros.count < 25_000)
    let text = String(decoding: Base64.encode(zeros), as: UTF8.self)
    #expect(throws: SidekiqBacktrace.Unreadable.tooLarge) { try SidekiqBacktrace.decode(text) }
  }

  @Test func `just as much as is allowed is read`() throws {
    let fits =
      bytes("[\"") + [UInt8](repeating: UInt8(ascii: "x"), count: SidekiqBacktrace.sizeLimit - 4) + bytes("\"]")
    let text = LifeboatFormatTests.text(Base64.encode(Zlib.deflate(fits)))
    #expect(try SidekiqBacktrace.decode(text).first?.utf8.count == SidekiqBacktrace.sizeLimit - 4)
    let tooMuch = LifeboatFormatTests.text(Base64.encode(Zlib.deflate(fits + [UInt8(ascii: " ")])))
    #expect(throws: SidekiqBacktrace.Unreadable.tooLarge) { try SidekiqBacktrace.decode(tooMuch) }
  }

  @Test func `broken ones say what is broken`() throws {
    func unreadable(_ text: String) -> SidekiqBacktrace.Unreadable? {
      do throws(SidekiqBacktrace.Unreadable) {
        _ = try SidekiqBacktrace.decode(text)
        return nil
      } catch {
        return error
      }
    }
    let good = SidekiqBacktrace.encode(["a.rb:1", "b.rb:2"])
    #expect(unreadable(good) == nil)
    #expect(unreadable("[\"a.rb:1\"]") == .notBase64)
    #expect(unreadable("garbage!") == .notBase64)
    #expect(unreadable("") == .notCompressed)
    #expect(unreadable("AAAA") == .notCompressed)
    #expect(unreadable(String(good.dropLast(8))) == .notCompressed)
    let packed = Zlib.deflate(bytes("{\"a\":1}"))
    #expect(unreadable(text(Base64.encode(packed))) == .notLines)
    #expect(unreadable(text(Base64.encode(Zlib.deflate(bytes("[1,"))))) == .notLines)
    #expect("\(SidekiqBacktrace.Unreadable.tooLarge)".hasPrefix("The backtrace is larger than 4194304 bytes"))
  }
}
