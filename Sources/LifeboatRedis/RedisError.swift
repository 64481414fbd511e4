/// Why Redis did not do what was asked, sorted by what the caller can do about it.
///
/// `server` is the URL without its password; `command` is the command's name and, for a script, the script's. What
/// a server said is kept on one line without control characters.
public enum RedisError: Error, Sendable, Equatable {
  // Wait and reconnect.

  /// There is no connection, so the command was never sent.
  case unreachable(server: String, reason: String)
  /// The connection broke after the command was sent: it may have run.
  case lost(server: String, command: String, reason: String)
  /// No answer came in time: the command may have run, or run still.
  case timedOut(server: String, command: String, after: Duration)
  /// Redis is there but cannot serve yet: loading, failing over, a replica, a script that runs for long, a full disk.
  case busy(server: String, message: String)

  // Fix the input.

  /// The text is shown without what may be a password.
  case invalidURL(String, reason: String)
  case authentication(server: String, message: String)
  /// TLS cannot be: one side does not trust the other, or does not speak it.
  case insecure(server: String, reason: String)
  /// A Redis that cannot hold our formats: too old, or a cluster.
  case unsupported(server: String, message: String)
  /// No sentinel watches a master of that name; `known` are those that they watch.
  case unknownMaster(server: String, name: String, known: [String])
  /// Redis answered with an error of any other kind: `WRONGTYPE`, `NOPERM`, a script's own.
  case refused(server: String, command: String, message: String)

  // Report a bug.

  /// The answer has a shape that the command never has.
  case unexpected(server: String, command: String, expected: String, got: String)

  /// What an error reply means, for a reply that came as a value out of a pipeline.
  ///
  /// - Parameter reply: the error's whole text, its code first.
  public init(reply: String, to command: String, server: String) {
    let message = Self.unwrapped(reply.printable)
    switch Self.code(of: message) {
    case "READONLY":
      self = .busy(
        server: server,
        message: "\(message) If it always is one, give its master's URL, or that of its sentinels")
    case "LOADING", "MASTERDOWN", "BUSY", "TRYAGAIN", "CLUSTERDOWN", "NOREPLICAS", "MISCONF",
      "OOM":
      self = .busy(server: server, message: message)
    case "NOAUTH", "WRONGPASS":
      self = .authentication(server: server, message: message)
    case "MOVED", "ASK", "CROSSSLOT":
      self = .unsupported(server: server, message: "\(Self.clusterSentence) (\(message))")
    case "ERR" where message.hasPrefix("ERR max number of clients"):
      self = .busy(server: server, message: message)
    default:
      self = .refused(server: server, command: command, message: message)
    }
  }

  /// Whether waiting and trying again can help. The command may have run all the same: see ``lost``, ``timedOut``.
  public var isTransient: Bool {
    switch self {
    case .unreachable, .lost, .timedOut, .busy: true
    case .invalidURL, .authentication, .insecure, .unsupported, .unknownMaster, .refused, .unexpected: false
    }
  }

  /// Whether the command may have run although this came of it: nobody knows before Redis is looked at.
  public var mayHaveRun: Bool {
    switch self {
    case .lost, .timedOut, .unexpected: true
    case .unreachable, .busy, .invalidURL, .authentication, .insecure, .unsupported, .unknownMaster, .refused: false
    }
  }

  /// The first word of Redis's own message (`WRONGTYPE`, `LOADING`, …), when the error carries one.
  public var code: String? {
    switch self {
    case .busy(_, let message), .authentication(_, let message), .refused(_, _, let message): Self.code(of: message)
    default: nil
    }
  }

  static let clusterSentence = "Redis Cluster cannot hold these formats, because their keys do not share a slot"

  /// Whether the access list of Redis does not let this user do what was asked, in a script or out of it.
  public var isForbidden: Bool { code == "NOPERM" }

  /// The first word of a message, which is upper-case where it says what kind of error it is.
  static func code(of message: String) -> String {
    String(unwrapped(message).prefix { $0 != " " })
  }

  /// What the command that failed was answered, also where it failed inside a script.
  ///
  /// Redis 6.2 wraps that, as `ERR Error running script (call to f_SHA): @user_script:1: WRONGTYPE Operation …`, or
  /// `@user_script: 1: -OOM command …` where the script goes on. What the access list forbids inside a script has no code of
  /// its own, as `ERR The user executing the script can't run this command`, and gets the one that it has outside.
  static func unwrapped(_ message: String) -> String {
    var rest = message[...]
    for wrapping in ["ERR ", "Error running script (call to "] where rest.hasPrefix(wrapping) {
      rest = rest.dropFirst(wrapping.count)
    }
    guard rest.startIndex != message.startIndex || rest.hasPrefix("@user_script:") else { return message }
    // `f_SHA):` and where it happened: words that end with a colon.
    if rest.hasPrefix("f_") || rest.hasPrefix("@user_script:") {
      while let space = rest.firstIndex(of: " "), rest[..<space].last == ":" { rest = rest[space...].dropFirst() }
      if rest.first == "-" { rest = rest.dropFirst() }
      let word = rest.prefix { $0 != " " }
      if word.count > 1, word.allSatisfy(\.isUppercase) { return String(rest) }
    }
    let isForbidden = ["The user executing the script can't", "ACL failure in script:"].contains { rest.hasPrefix($0) }
    return isForbidden ? "NOPERM \(rest)" : message
  }
}

extension RedisError: CustomStringConvertible {
  /// What was asked, what came and where, without a password.
  public var description: String {
    switch self {
    case .unreachable(let server, let reason):
      "Redis cannot be reached: \(reason) (\(server))"
    case .lost(let server, let command, let reason):
      "The connection broke after \(command) was sent, which may have run: \(reason) (\(server))"
    case .timedOut(let server, let command, let duration):
      "No answer to \(command) within \(duration); it may have run (\(server))"
    case .busy(let server, let message):
      "Redis cannot serve at present: \(message) (\(server))"
    case .invalidURL(let text, let reason):
      text.isEmpty ? "Not a Redis URL: \(reason)" : "Not a Redis URL: \(text): \(reason)"
    case .authentication(let server, let message):
      "Redis does not let us in; check the URL's user and password: \(message) (\(server))"
    case .insecure(let server, let reason):
      "No safe connection to Redis: \(reason) (\(server))"
    case .unsupported(let server, let message):
      "\(message) (\(server))"
    case .refused(let server, let command, let message) where isForbidden:
      "Redis does not let this user do that: \(command): \(message) (\(server)); `lifeboat acl` prints the rule that a worker,"
        + " a tool or a viewer needs, and docs/security.md explains it"
    case .unknownMaster(let server, let name, let known):
      "The sentinels watch no master called \(name.printable)"
        + (known.isEmpty ? ", nor any other" : "; they watch \(known.joined(separator: ", ").printable)")
        + " (\(server))"
    case .refused(let server, let command, let message):
      "Redis refused \(command): \(message) (\(server))"
    case .unexpected(let server, let command, let expected, let got):
      "\(command) should answer \(expected) but answered \(got); please report this (\(server))"
    }
  }
}
