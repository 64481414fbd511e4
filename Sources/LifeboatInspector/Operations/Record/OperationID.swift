/// What operations are called: eight small letters and digits, none of which looks like another.
enum OperationID {
  private static let alphabet = Array("23456789abcdefghjkmnpqrstuvwxyz".utf8)

  /// A name that nobody else has.
  static func random() -> String {
    String(decoding: (0..<8).map { _ in alphabet[Int.random(in: alphabet.indices)] }, as: UTF8.self)
  }
}
