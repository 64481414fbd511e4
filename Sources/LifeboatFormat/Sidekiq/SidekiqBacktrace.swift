/// An error's backtrace in a job's `error_backtrace`: a JSON array of lines, compressed, as Base64.
///
/// Source: Sidekiq, `lib/sidekiq/job_retry.rb`, `compress_backtrace`; `api.rb`, `uncompress_backtrace`. Up to 7.2.0 it
/// has a line break after every 60 characters, since then none; every version reads both.
public enum SidekiqBacktrace {
  /// Why a backtrace can't be read.
  public enum Unreadable: Error, Equatable, Sendable, CustomStringConvertible {
    /// The text is no Base64.
    case notBase64
    /// What it stands for is no complete zlib stream.
    case notCompressed
    /// There is more than ``SidekiqBacktrace/sizeLimit``.
    case tooLarge
    /// What was compressed is no array of JSON.
    case notLines

    /// A complete sentence.
    public var description: String {
      switch self {
      case .notBase64: "The backtrace is not Base64."
      case .notCompressed: "The backtrace is not a complete zlib stream."
      case .tooLarge: "The backtrace is larger than \(SidekiqBacktrace.sizeLimit) bytes; it is not unpacked."
      case .notLines: "The backtrace is not a JSON array of lines."
      }
    }
  }

  /// The most bytes that a backtrace may have when it is unpacked. More are neither read nor written.
  public static let sizeLimit = 4 << 20
  /// How much of a field, and of what it stands for, a first line may take; whole groups of Base64.
  private static let (firstLineDigits, firstLineSize) = (4_096, 8_192)

  /// The field's text. Lines for which there is no room under ``sizeLimit`` are left out.
  public static func encode(_ lines: some Sequence<String>) -> String {
    var writer = JSONWriter()
    writer.beginArray()
    for line in lines {
      // The longest escape of a byte takes six.
      guard writer.bytes.count + 6 * line.utf8.count + 4 <= sizeLimit else { break }
      writer.string(line)
    }
    writer.endArray()
    return String(decoding: Base64.encode(Zlib.deflate(writer.bytes)), as: UTF8.self)
  }

  /// The lines that a field stands for; what is no string among them is left out.
  ///
  /// - Throws: ``Unreadable`` with the reason.
  public static func decode(_ text: String) throws(Unreadable) -> [String] {
    let digits = text.utf8.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: " ") }
    guard let packed = Base64.decode(digits) else { throw .notBase64 }
    let bytes = try Zlib.inflate(packed, limit: sizeLimit)
    guard let lines = try? JSONSlice(parsing: bytes), lines.kind == .array else { throw .notLines }
    return lines.elements.compactMap(\.string)
  }

  /// The first of the lines that a field stands for, unpacked no further than that: what is broken behind it is not noticed.
  ///
  /// - Returns: nil when there is none, or it cannot be read.
  public static func firstLine(_ text: String) -> String? {
    var digits: [UInt8] = []
    for byte in text.utf8 where byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\r") && byte != UInt8(ascii: " ") {
      digits.append(byte)
      if digits.count == firstLineDigits { break }
    }
    guard let packed = Base64.decode(digits) else { return nil }
    return firstString(inArray: Zlib.inflateBeginning(packed, count: firstLineSize))
  }

  /// Of an array that may be cut off.
  private static func firstString(inArray bytes: [UInt8]) -> String? {
    bytes.withUnsafeBufferPointer { text in
      var scanner = JSONScanner(text)
      guard (try? scanner.skipIgnored()) != nil, scanner.position < text.count,
        text[scanner.position] == UInt8(ascii: "[")
      else { return nil }
      scanner.position += 1
      while let element = scanner.nextElement() {
        if let line = JSONSlice(bytes, element).string { return line }
      }
      return nil
    }
  }
}
