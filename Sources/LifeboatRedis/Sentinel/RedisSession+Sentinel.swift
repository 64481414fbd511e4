/// Finds the master by its sentinels, anew with every connection: that is how a session follows a failover.
extension RedisSession {
  /// How long one sentinel has to let us in, and then to answer: it does next to nothing else, and the others wait.
  private static let patience = Duration.seconds(1)

  /// Opens a connection to the server that the sentinels call the master.
  func openMaster(of group: SentinelGroup) throws(RedisError) -> RedisContext {
    let address = try master(of: group)
    do throws(RedisError) {
      return try open(address)
    } catch {
      sentinels?.wasWrong()
      guard case .unreachable(let server, let reason) = error else { throw error }
      throw .unreachable(server: server, reason: "the master \(address.description.printable): \(reason)")
    }
  }

  /// A replica was reached. Where sentinels had called it the master, a failover is under way.
  ///
  /// - Throws: ``RedisError/busy(server:message:)``. Who names a server and not its sentinels may mean the replica: to read.
  func refuseReplica() throws(RedisError) {
    guard case .sentinels(let group) = url.endpoint else { return }
    sentinels?.wasWrong()
    throw .busy(
      server: url.description,
      message:
        "the server that a sentinel calls the master of \(group.master.printable) is a replica: a failover is under way"
    )
  }

  /// Where the master is, by the first sentinel that knows it.
  private func master(of group: SentinelGroup) throws(RedisError) -> RedisAddress {
    var order = sentinels ?? SentinelOrder(group.sentinels)
    defer { sentinels = order }
    var failures: [(sentinel: RedisAddress, error: RedisError)] = []
    var known: Set<String> = []
    for sentinel in order.addresses {
      do throws(RedisError) {
        let context = try open(sentinel, within: Self.patience)
        switch try ask(context, sentinel, for: group) {
        case .master(let address, let others):
          order.answered(sentinel)
          order.learn(others)
          return address
        case .unknown:
          known.formUnion(try masters(context, sentinel))
        }
      } catch {
        failures.append((sentinel, error))
      }
    }
    guard !failures.isEmpty else {
      throw .unknownMaster(server: url.description, name: group.master, known: known.sorted())
    }
    throw nobodyKnows(failures, of: order.addresses.count)
  }

  private func ask(
    _ context: borrowing RedisContext, _ sentinel: RedisAddress, for group: SentinelGroup
  ) throws(RedisError) -> SentinelAnswer {
    var commands = SentinelAnswer.questions(about: group.master)
    if let password = group.password {
      var auth = RedisCommand("AUTH")
      if let user = group.user { auth.append(user) }
      auth.append(password)
      commands.insert(auth, at: 0)
    }
    var replies = try exchange(commands, on: context, sentinel)
    if group.password != nil, case .error(let message) = replies.removeFirst() { throw letNobodyIn(sentinel, message) }
    if replies.first?.errorCode == "NOAUTH", case .error(let message)? = replies.first {
      throw letNobodyIn(sentinel, message)
    }
    return try SentinelAnswer(replies, server: url.description)
  }

  /// The names of those that a sentinel does watch.
  private func masters(_ context: borrowing RedisContext, _ sentinel: RedisAddress) throws(RedisError) -> [String] {
    let replies = try exchange([RedisCommand("SENTINEL", "masters")], on: context, sentinel)
    return replies.first.map(SentinelAnswer.names) ?? []
  }

  private func exchange(
    _ commands: [RedisCommand], on context: borrowing RedisContext, _ sentinel: RedisAddress
  ) throws(RedisError) -> [RedisValue] {
    do throws(RedisContext.Failure) {
      return try context.exchange(commands, by: Deadline(in: Self.patience))
    } catch {
      throw .unreachable(server: url.description, reason: error.reason(within: Self.patience))
    }
  }

  /// The message of a server that does not know `AUTH` quotes the password, so only what cannot do so is passed on.
  private func letNobodyIn(_ sentinel: RedisAddress, _ message: String) -> RedisError {
    let isKnown =
      ["WRONGPASS", "NOAUTH"].contains(RedisError.code(of: message)) || message.hasPrefix("ERR AUTH <password> called")
    return .authentication(
      server: url.description,
      message: "the sentinel \(sentinel) has users of its own, whose password is given as ?sentinel_password= : "
        + (isKnown ? message.printable : "AUTH was refused (its answer is not shown)"))
  }

  /// Waiting helps unless every sentinel said something that it does not mend.
  private func nobodyKnows(_ failures: [(sentinel: RedisAddress, error: RedisError)], of count: Int) -> RedisError {
    if failures.count == count, let hopeless = failures.last?.error, !failures.contains(where: \.error.isTransient) {
      return hopeless
    }
    let reasons = failures.map { failure in
      guard case .unreachable(_, let reason) = failure.error else { return "\(failure.sentinel): \(failure.error)" }
      return "\(failure.sentinel): \(reason)"
    }
    return .unreachable(
      server: url.description,
      reason: "none of \(count) sentinels says where the master is (\(reasons.joined(separator: "; ").printable))")
  }
}
