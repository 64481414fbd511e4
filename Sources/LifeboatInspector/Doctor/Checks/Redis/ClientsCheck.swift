/// Whether Redis closes or refuses the connections of workers.
struct ClientsCheck: Check {
  let name = "clients"
  let group = CheckGroup.redis
  let fine = "Redis has room for more connections and closes none that wait"

  /// Percent of maxclients.
  private static let many = 80
  /// Bytes that a subscriber may be behind: notices of queues that changed are small, but many come at once.
  private static let smallestBuffer = 1 << 20

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let info = try await examination.info()
    var findings: [Finding] = []
    let settings = await examination.settings(or: &findings)
    // Redis 7 shows it without the settings.
    let most = info.number("maxclients") ?? settings?["maxclients"].flatMap { Int($0) } ?? 0
    if let used = info.number("connected_clients"), most > 0, used * 100 / most >= Self.many {
      findings.append(
        .warning(
          "\(used) of the \(most) connections that Redis accepts are in use",
          advice:
            "raise maxclients and the system's limit on open files, or find who keeps so many: `redis-cli client list`",
          .number("connected", used), .number("maxclients", most)))
    }
    if let seconds = settings?["timeout"].flatMap({ Int($0) }), seconds > 0 {
      findings.append(
        .note(
          "Redis closes connections that are idle for \(seconds) s; workers connect again, and are told of new jobs later",
          advice: "set `timeout 0`", .number("timeout", seconds)))
    }
    if let limit = settings?["client-output-buffer-limit"].flatMap(Self.pubsubLimit), limit > 0,
      limit < Self.smallestBuffer
    {
      findings.append(
        .warning(
          "Redis closes subscribers that are \(Advice.bytes(limit)) behind: waiting workers would connect over and over",
          advice: "set `client-output-buffer-limit pubsub 32mb 8mb 60`", .number("limit", limit)))
    }
    return findings
  }

  /// The hard limit of `pubsub` in `normal 0 0 0 slave … pubsub HARD SOFT SECONDS`.
  private static func pubsubLimit(_ text: String) -> Int? {
    let words = text.split(separator: " ")
    guard let place = words.firstIndex(of: "pubsub"), place + 1 < words.count else { return nil }
    return Int(words[place + 1])
  }
}
