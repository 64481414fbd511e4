/// Reads `YYYY-MM-DD` or `YYYY/MM/DD`, a space or `T`, `HH:MM:SS`, a fraction perhaps, and a zone.
struct TimestampParser {
  private let text: [UInt8]
  private let readsAbbreviations: Bool
  private var position = 0

  /// - Parameter readsAbbreviations: whether the zone may be any of ``ZoneAbbreviation``.
  /// - Returns: seconds since 1970, and of the zone seconds east of Greenwich.
  static func parse(
    _ text: [UInt8], readsAbbreviations: Bool = false
  ) -> (seconds: Int, nanoseconds: Int, offset: Int)? {
    var parser = TimestampParser(text: text, readsAbbreviations: readsAbbreviations)
    return parser.parse()
  }

  private init(text: [UInt8], readsAbbreviations: Bool) {
    self.text = text
    self.readsAbbreviations = readsAbbreviations
  }

  private mutating func parse() -> (seconds: Int, nanoseconds: Int, offset: Int)? {
    guard let year = number(4), let separator = one(of: "-/"), let month = number(2), one(of: separator) != nil,
      let day = number(2), one(of: " T") != nil, let hour = number(2), one(of: ":") != nil, let minute = number(2),
      one(of: ":") != nil, let second = number(2)
    else { return nil }
    let time = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    guard time.isValid, let nanoseconds = fraction(), let offset = offset(), position == text.count else { return nil }
    return (time.epoch - offset, nanoseconds, offset)
  }

  /// Nanoseconds; 0 when there is no point.
  private mutating func fraction() -> Int? {
    guard one(of: ".") != nil else { return 0 }
    var value = 0
    var count = 0
    while let digit = number(1) {
      if count < 9 { value = value * 10 + digit }
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in min(count, 9)..<9 { value *= 10 }
    return value
  }

  /// Seconds east of Greenwich.
  private mutating func offset() -> Int? {
    _ = one(of: " ")
    if let sign = one(of: "+-") {
      guard let hours = number(2), hours < 24 else { return nil }
      _ = one(of: ":")
      let minutes = number(2) ?? 0
      guard minutes < 60 else { return nil }
      let seconds = hours * 3_600 + minutes * 60
      return sign == "-" ? -seconds : seconds
    }
    let name = String(decoding: text[position...], as: UTF8.self)
    guard readsAbbreviations || ["UTC", "GMT", "Z"].contains(name) else { return nil }
    position = text.count
    return ZoneAbbreviation.offset(of: name)
  }

  private mutating func number(_ digits: Int) -> Int? {
    guard text.count - position >= digits else { return nil }
    var value = 0
    for byte in text[position..<(position + digits)] {
      guard byte &- UInt8(ascii: "0") < 10 else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    position += digits
    return value
  }

  /// The next character if it is one of these.
  private mutating func one(of characters: String) -> String? {
    guard position < text.count, characters.utf8.contains(text[position]) else { return nil }
    position += 1
    return String(decoding: [text[position - 1]], as: UTF8.self)
  }
}
