/// What tells a job from the others of its class where resque-retry counts attempts: its arguments, in Ruby's text forms,
/// joined with `-`. The counter's key has the SHA-1 of that text.
///
/// `nil` is nothing, arrays are flattened, strings stand as they are, floats as Ruby prints them, objects as Ruby's
/// `inspect` prints hashes. So `["a-b"]` and `["a","b"]` count together, and so do `[]`, `[null]`, `[""]` and every equal job
/// of the class.
///
/// Ruby's print of a hash is that of Ruby up to 3.3 in a UTF-8 locale; 3.4 puts spaces around the arrow, and then a job
/// with an object among its arguments has another counter there than here. So has one with a decimal of more than 16
/// digits where Ruby reads JSON with Oj.
///
/// - Source: resque-retry 1.8, `plugins/retry.rb`, `retry_identifier` and `redis_retry_key`.
public enum RetryIdentifier {
  /// The joined text of a job's arguments; empty when they say nothing, and then the key ends with the class.
  ///
  /// - Parameter arguments: an array; `nil` for none.
  public static func text(of arguments: JSONSlice?) -> [UInt8] {
    guard let arguments, arguments.kind == .array else { return [] }
    var text: [UInt8] = []
    join(arguments, into: &text)
    return text
  }

  /// The name that Ruby's constant has, of which a payload's class may be another spelling: `::A` is `A`, and
  /// `send-mail` is `SendMail`.
  ///
  /// - Source: Resque, `lib/resque.rb`, `constantize` and `classify`.
  public static func constantName(of className: String) -> String {
    guard className.utf8.contains(UInt8(ascii: "-")) else {
      return className.hasPrefix("::") ? String(className.dropFirst(2)) : className
    }
    return className.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }.joined()
  }

  private static func join(_ array: JSONSlice, into text: inout [UInt8]) {
    var isFirst = true
    for element in array.elements {
      if !isFirst { text.append(UInt8(ascii: "-")) }
      isFirst = false
      switch element.kind {
      case .null: continue
      case .array: join(element, into: &text)
      case .string: text += (element.string ?? "").utf8
      default: RubyInspect.append(element, to: &text)
      }
    }
  }
}
