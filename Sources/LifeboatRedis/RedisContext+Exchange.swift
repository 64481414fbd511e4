extension RedisContext {
  /// Sends a few commands and waits for their answers, in order. Error replies are values here.
  func exchange(_ commands: [RedisCommand], by deadline: Deadline) throws(Failure) -> [RedisValue] {
    for command in commands { try append(command) }
    try flush(by: deadline)
    var values: [RedisValue] = []
    while values.count < commands.count { values.append(try nextReply(by: deadline)) }
    return values
  }
}
