/// What a payload's `backtrace` says: how much of an error's backtrace is kept with the job.
///
/// Source: Sidekiq, `lib/sidekiq/job_retry.rb`, `process_retry`.
public enum SidekiqBacktraceSetting: Sendable, Hashable {
  /// Missing, `null` or `false`; also what is no number at all, at which Ruby would lose the job.
  case none
  /// `true`.
  case all
  /// So many lines from the top; a negative number leaves out so many at the end, as a range of Ruby's does.
  case lines(Int)

  /// Reads the field. A text counts as the number that it starts with, as with Ruby's `to_i`.
  public init(reading value: JSONSlice?) {
    guard let value else {
      self = .none
      return
    }
    switch value.kind {
    case .null, .array, .object: self = .none
    case .bool: self = value.bool == true ? .all : .none
    case .number: self = .lines(value.int ?? value.double.flatMap { Int(exactly: $0.rounded(.towardZero)) } ?? .max)
    case .string: self = .lines(Self.leadingInteger(of: value.string ?? ""))
    }
  }

  /// The lines to keep; nil for none at all.
  public func kept(of lines: [String]) -> ArraySlice<String>? {
    switch self {
    case .none: nil
    case .all: lines[...]
    case .lines(let count) where count >= 0: lines.prefix(count)
    case .lines(let count): lines.dropLast(count == .min ? .max : -count)
    }
  }

  private static func leadingInteger(of text: String) -> Int {
    let trimmed = text.trimmed
    let digits = trimmed.drop { $0 == "-" || $0 == "+" }.prefix { ("0"..."9").contains($0) }
    let number = digits.isEmpty ? 0 : Int(digits) ?? .max
    return trimmed.hasPrefix("-") ? -number : number
  }
}
