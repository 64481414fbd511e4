extension RedisSession {
  /// Opens the connection, tells the server who we are and asks what it is, in one round trip.
  func introduce() throws(RedisError) -> ServerFacts {
    let commands = introduction
    context = try dial()
    var values: [RedisValue] = []
    do throws(RedisContext.Failure) {
      values = try context?.exchange(commands, by: Deadline(in: options.connectTimeout)) ?? []
    } catch {
      guard case .broken(let reason) = error, let hint = hintForSuddenEnd else {
        throw notOpened(error, within: options.connectTimeout)
      }
      throw .unreachable(server: url.description, reason: "\(reason); \(hint)")
    }
    var info = ""
    for (command, value) in zip(commands, values) {
      if case .error(let message) = value { try rejected(message, command) }
      if command.name == "INFO" { info += (value.string ?? "") + "\n" }
    }
    let facts = try ServerFacts(info: info, server: url.description)
    if facts.isReplica { try refuseReplica() }
    return facts
  }

  /// What may be the matter with a server that lets us connect and then hangs up. It cannot be told for sure: the reset
  /// of a connection overtakes what TLS had to say.
  private var hintForSuddenEnd: String? {
    switch (url.endpoint, url.tls) {
    case (.server(.unix), _): nil
    case (_, nil): "should it speak TLS only, write rediss:// instead of redis://"
    case (_, let tls?) where tls.certificateFile == nil:
      "should it demand a certificate of ours, \(TLSFailure.certificateRemedy)"
    default: "should it not accept our certificate, its log says so"
    }
  }

  private var introduction: [RedisCommand] {
    var commands: [RedisCommand] = []
    if let password = url.password {
      var auth = RedisCommand("AUTH")
      if let user = url.user { auth.append(user) }
      auth.append(password)
      commands.append(auth)
    }
    if url.database != 0 { commands.append(RedisCommand("SELECT", url.database)) }
    commands.append(RedisCommand("CLIENT", "SETNAME", options.clientName))
    commands.append(RedisCommand("INFO", "server"))
    commands.append(RedisCommand("INFO", "memory"))
    commands.append(RedisCommand("INFO", "replication"))
    return commands
  }

  private func rejected(_ message: String, _ command: RedisCommand) throws(RedisError) {
    switch command.name {
    case "CLIENT":
      // The name is a comfort for who reads CLIENT LIST; an ACL may forbid to set it.
      if message.hasPrefix("NOPERM") { return }
    case "AUTH":
      let error = RedisError(reply: message, to: "AUTH", server: url.description)
      if error.isTransient { throw error }
      // An unknown command's error quotes its arguments, so only the messages that cannot do so are passed on.
      let isKnown = ["WRONGPASS", "NOAUTH"].contains(error.code) || message.hasPrefix("ERR AUTH <password> called")
      throw .authentication(
        server: url.description, message: isKnown ? message.printable : "AUTH was refused (its answer is not shown)")
    default: break
    }
    throw RedisError(reply: message, to: label(command), server: url.description)
  }
}
