import CHiredis

/// What Redis answered.
public enum RedisValue: Sendable, Equatable {
  case null
  case integer(Int)
  case bytes([UInt8])
  /// A short line such as `OK`.
  case status(String)
  case array([RedisValue])
  /// An error's whole text, its code first. Only a pipeline's replies, and arrays, hold one.
  case error(String)

  /// Copies a reply; `nil` for a type that the second protocol version does not have.
  package init?(_ reply: redisReply) {
    switch reply.type {
    case REDIS_REPLY_NIL: self = .null
    case REDIS_REPLY_INTEGER: self = .integer(Int(reply.integer))
    case REDIS_REPLY_STRING: self = .bytes(Array(UnsafeRawBufferPointer(start: reply.str, count: reply.len)))
    case REDIS_REPLY_STATUS: self = .status(Self.text(reply))
    case REDIS_REPLY_ERROR: self = .error(Self.text(reply))
    case REDIS_REPLY_ARRAY:
      var values: [RedisValue] = []
      values.reserveCapacity(reply.elements)
      for element in UnsafeBufferPointer(start: reply.element, count: reply.elements) {
        guard let element, let value = RedisValue(element.pointee) else { return nil }
        values.append(value)
      }
      self = .array(values)
    default: return nil
    }
  }

  /// Whether Redis has nothing there.
  public var isNull: Bool { self == .null }

  /// The number, also when it came as digits (`GET`, `HGET`).
  public var int: Int? {
    switch self {
    case .integer(let number): number
    case .bytes(let bytes): Int(String(decoding: bytes, as: UTF8.self))
    default: nil
    }
  }

  /// The bytes of a bulk string, and of nothing else.
  public var bytes: [UInt8]? {
    guard case .bytes(let bytes) = self else { return nil }
    return bytes
  }

  /// The text of a bulk string or a status; bytes that are not UTF-8 become U+FFFD.
  public var string: String? {
    switch self {
    case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
    case .status(let text): text
    default: nil
    }
  }

  /// The elements; `nil` when it is no array.
  public var array: [RedisValue]? {
    guard case .array(let values) = self else { return nil }
    return values
  }

  /// The strings that it holds: of an array each, else itself. None where there is nothing, or an error.
  public var strings: [[UInt8]] {
    array?.compactMap(\.bytes) ?? [bytes].compactMap(\.self)
  }

  /// The code of an error reply.
  var errorCode: String? {
    guard case .error(let message) = self else { return nil }
    return RedisError.code(of: message)
  }

  /// What kind of answer this is, for a message about one that was not expected.
  public var kind: String {
    switch self {
    case .null: "nothing"
    case .integer(let number): "the number \(number)"
    case .bytes(let bytes): "\(bytes.count) bytes"
    case .status(let text): "the status \(text.printable)"
    case .array(let values): "an array of \(values.count)"
    case .error(let message): "the error \(message.printable)"
    }
  }

  private static func text(_ reply: redisReply) -> String {
    String(decoding: UnsafeRawBufferPointer(start: reply.str, count: reply.len), as: UTF8.self)
  }
}

extension RandomAccessCollection<RedisValue> where Index == Int {
  /// The elements two by two, as `HGETALL` and our scripts answer; an odd one at the end is left out.
  public func pairs() -> some Sequence<(RedisValue, RedisValue)> {
    stride(from: startIndex, to: endIndex - 1, by: 2).lazy.map { (self[$0], self[$0 + 1]) }
  }
}
