import Testing

@testable import LifeboatFormat

@Suite struct ByteCountTextTests {
  @Test(arguments: [
    ("400MB", 400_000_000), ("400M", 400_000_000), ("400mb", 400_000_000), ("2G", 2_000_000_000), ("900kB", 900_000),
    ("512MiB", 536_870_912), ("512Mi", 536_870_912), ("1Gi", 1_073_741_824), ("8KiB", 8_192), ("0k", 0),
  ])
  func `a number of bytes is read`(text: String, bytes: Int) throws {
    #expect(try ByteCountText.parse(text) == bytes)
  }

  @Test(arguments: [
    ("", "a whole number"), ("MB", "a whole number"), ("-5MB", "a whole number"), ("٤MB", "a whole number"),
    ("400", "a unit behind the number"),
    ("1.5GB", "one of the units k, M, G, Ki, Mi and Gi behind a whole number"),
    ("400 MB", "one of the units k, M, G, Ki, Mi and Gi behind a whole number"),
    ("400B", "one of the units k, M, G, Ki, Mi and Gi behind a whole number"),
    ("99999999999999999999k", "a smaller number"), ("9999999999999999G", "a smaller number"),
  ])
  func `what is no number of bytes says what was expected`(text: String, expected: String) {
    let error = #expect(throws: ByteCountText.Failure.self) { try ByteCountText.parse(text) }
    #expect(error == ByteCountText.Failure(text: text, expected: expected))
  }

  @Test func `the error shows how to write one, and what came, printable`() {
    let error = #expect(throws: ByteCountText.Failure.self) { try ByteCountText.parse("4\u{1B}[2J") }
    #expect(
      error?.description == #"""
        "4\u{1b}[2J" is no number of bytes: expected one of the units k, M, G, Ki, Mi and Gi behind a whole number. \#
        Write it like 400MB or 2G (k, M, G are 1000, 1000², 1000³ bytes), or like 512MiB (Ki, Mi, Gi: 1024 and so on).
        """#)
  }

  @Test(arguments: [
    (0, "0 bytes"), (999, "999 bytes"), (1_000, "1.0 kB"), (1_999_999, "1.9 MB"), (400_000_000, "400.0 MB"),
    (1_540_000_000, "1.5 GB"), (Int.max, "9223372036.8 GB"),
  ])
  func `a number of bytes is shown for people`(bytes: Int, text: String) {
    #expect(ByteCountText.format(bytes) == text)
  }
}
