import CHiredis
import LifeboatRedis

/// Whatever a server sends is read as values, or refused; a value can be shown.
func checkRedisReply(_ input: [UInt8]) throws(Violation) {
  guard let reader = redisReaderCreate() else { return }
  defer { redisReaderFree(reader) }
  // In two pieces, as a network may bring them.
  for piece in [input.prefix(input.count / 2), input.suffix(from: input.count / 2)] {
    let isFed = piece.withUnsafeBytes { redisReaderFeed(reader, $0.baseAddress, $0.count) == REDIS_OK }
    guard isFed else { return }
    while true {
      var raw: UnsafeMutableRawPointer?
      guard redisReaderGetReply(reader, &raw) == REDIS_OK, let raw else { break }
      defer { freeReplyObject(raw) }
      guard let value = RedisValue(raw.assumingMemoryBound(to: redisReply.self).pointee) else { continue }
      try requirePrintable(value.kind, "what kind it is")
      _ = (value.int, value.string, value.strings, value.array.map { Array($0.pairs()) })
    }
  }
}
