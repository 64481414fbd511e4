extension RedisSession {
  /// How much of a pipeline is sent before its first replies are read, so that neither side holds all of it.
  private static let chunkBytes = 1 << 20

  /// Sends commands and reads as many replies; drops the connection when it fails.
  func exchange(_ commands: [RedisCommand], timeout: Duration) throws(RedisError) -> [RedisValue] {
    var values: [RedisValue] = []
    values.reserveCapacity(commands.count)
    var sent = 0
    do throws(RedisContext.Failure) {
      while values.count < commands.count {
        let previousEnd = sent
        var chunk = 0
        while sent < commands.count, chunk < Self.chunkBytes {
          try context?.append(commands[sent])
          chunk += commands[sent].wireSize
          sent += 1
        }
        let deadline = Deadline(in: timeout)
        try context?.flush(by: deadline)
        // One chunk stays under way, so that Redis always has work.
        let end = sent == commands.count ? sent : previousEnd
        while values.count < end {
          guard let value = try context?.nextReply(by: deadline) else { throw .notConnected }
          values.append(value)
        }
      }
    } catch {
      throw dropped(error, label(commands[values.count]), timeout)
    }
    return values
  }

  /// Loads the scripts that Redis had forgotten and sends their commands once more. Twice at most: who flushes the
  /// scripts without end gets the error.
  func resendWithScripts(
    _ commands: [RedisCommand], _ values: inout [RedisValue], timeout: Duration
  ) throws(RedisError) {
    for _ in 1...2 {
      var missing: [(index: Int, script: RedisScript)] = []
      for (index, value) in values.enumerated() where value.errorCode == "NOSCRIPT" {
        if let script = script(of: commands[index]) { missing.append((index, script)) }
      }
      guard !missing.isEmpty else { return }
      for script in Set(missing.map(\.script)) { try load(script) }
      let again = try exchange(missing.map { commands[$0.index] }, timeout: timeout)
      for (position, value) in zip(missing, again) { values[position.index] = value }
    }
  }

  /// The script's SHA, from the first `SCRIPT LOAD` on; it depends on the source alone, so it outlives connections.
  func sha(of script: RedisScript) throws(RedisError) -> [UInt8] {
    if let loaded = loadedScripts[script.name], loaded.script == script { return loaded.sha }
    if context?.peerHasClosed == true { close() }
    try connect()
    return try load(script)
  }

  @discardableResult
  private func load(_ script: RedisScript) throws(RedisError) -> [UInt8] {
    let command = RedisCommand("SCRIPT", "LOAD", script.source)
    let value = try exchange([command], timeout: options.commandTimeout)[0]
    let label = "SCRIPT LOAD \(script.name)"
    if case .error(let message) = value {
      throw RedisError(reply: message, to: label, server: url.description)
    }
    guard let sha = value.bytes, sha.count == 40 else {
      throw .unexpected(server: url.description, command: label, expected: "a SHA", got: value.kind)
    }
    loadedScripts[script.name] = LoadedScript(script: script, sha: sha)
    return sha
  }

  private func script(of command: RedisCommand) -> RedisScript? {
    guard command.count > 1, ["EVALSHA", "EVALSHA_RO"].contains(command.name) else { return nil }
    let sha = command.argument(1)
    return loadedScripts.values.first { $0.sha.elementsEqual(sha) }?.script
  }

  /// What an error calls a command: its name and, for a script, the script's. Never an argument: it may be secret.
  func label(_ command: RedisCommand) -> String {
    guard let script = script(of: command) else { return command.name }
    return "\(command.name) \(script.name)"
  }

  var notConnected: RedisError {
    .unreachable(server: url.description, reason: "there is no connection; call connect() first")
  }

  /// Drops the connection after a failure and says what that means for the command.
  func dropped(_ failure: RedisContext.Failure, _ command: String, _ timeout: Duration) -> RedisError {
    close()
    switch failure {
    case .notConnected: return notConnected
    case .timedOut, .interrupted:
      return .timedOut(server: url.description, command: command, after: timeout)
    case .broken(let reason):
      return .lost(server: url.description, command: command, reason: reason)
    case .insecure(let reason):
      return .lost(server: url.description, command: command, reason: reason.description)
    case .malformed(let type):
      return .unexpected(
        server: url.description, command: command, expected: "a reply of protocol version 2", got: "type \(type)")
    }
  }
}
