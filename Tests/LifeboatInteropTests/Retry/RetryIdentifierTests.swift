import Lifeboat
import LifeboatTestSupport
import Testing

/// What Ruby joins a job's arguments to, where it counts its attempts. Needs no Resque, only the redis gem.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Ruby with the redis gem: scripts/setup installs it") { await Partner.ruby.value != nil })
struct RetryIdentifierTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(await Partner.ruby.value) }

  /// Ruby's texts as hexadecimal digits, which say more of a difference than characters.
  private func ruby() async throws -> [String] {
    let texts = try await stage.there(
      """
      abort('skip') unless Encoding.default_external == Encoding::UTF_8
      list('arguments').each { |text| puts JSON.parse(text).join('-').unpack1('H*') }
      """)
    return texts.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private func ours(_ arguments: [String]) throws -> [String] {
    try arguments.map { text in
      RetryIdentifier.text(of: try JSONSlice(parsing: Array(text.utf8))).map { hexadecimal($0) }.joined()
    }
  }

  private func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  private func expectTheSame(_ arguments: [String]) async throws {
    for text in arguments { _ = try stage.session.call(RedisCommand("RPUSH", "arguments", text)) }
    let (theirs, ours) = (try await ruby(), try ours(arguments))
    #expect(theirs.count == arguments.count)
    for (index, text) in arguments.enumerated() where index < theirs.count {
      #expect(theirs[index] == ours[index], "\(text)")
    }
  }

  @Test func `every character of the first planes is printed as Ruby prints it`() async throws {
    // What Unicode 13, which Ruby 3.1 has, does not know is printed otherwise by newer ones.
    let scalars = (0...0x2_FFFF).compactMap(Unicode.Scalar.init).filter { scalar in
      scalar.properties.age.map { $0 <= (13, 0) } ?? false
    }
    var arguments: [String] = []
    for start in stride(from: 0, to: scalars.count, by: 1000) {
      let text = scalars[start..<min(start + 1000, scalars.count)].map(String.init).joined(separator: " ")
      arguments.append(encoded(.array([.object([(text, .string(text))])])))
    }
    try await expectTheSame(arguments)
  }

  @Test func `two thousand random arguments are joined as Ruby joins them`() async throws {
    var generator = SystemRandomNumberGenerator()
    let arguments = (0..<2000).map { _ in
      encoded(.array((0..<Int.random(in: 0...4, using: &generator)).map { _ in value(depth: 0, &generator) }))
    }
    try await expectTheSame(arguments)
  }

  private static let numbers = ["1.50", "1e2", "-0", "-0.0", "1E-7", "1e400", "-1e400", "123456789012345678901"]

  private func encoded(_ value: JSONValue) -> String { text(value.encode()) }

  private func value(depth: Int, _ generator: inout some RandomNumberGenerator) -> JSONValue {
    switch Int.random(in: 0..<(depth > 3 ? 6 : 9), using: &generator) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &generator))
    case 2: return .integer(Int64.random(in: .min ... .max, using: &generator))
    case 3: return .double(Double(bitPattern: UInt64.random(in: .min ... .max, using: &generator)))
    case 4: return .number(text: Self.numbers[Int.random(in: 0..<Self.numbers.count, using: &generator)])
    case 5: return .string(string(&generator))
    case 6, 7: return .array((0..<3).map { _ in value(depth: depth + 1, &generator) })
    default: return .object((0..<3).map { _ in (string(&generator), value(depth: depth + 1, &generator)) })
    }
  }

  private func string(_ generator: inout some RandomNumberGenerator) -> String {
    let pieces = ["a", "-", "#", "{", "$", "@", "\"", "\\", "\n", "\u{1B}", "é", "e\u{301}", "😀", "日", " ", "\u{2028}"]
    return (0..<Int.random(in: 0...5, using: &generator)).map { _ in
      pieces[Int.random(in: 0..<pieces.count, using: &generator)]
    }.joined()
  }
}
