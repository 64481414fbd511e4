extension SidekiqKeys {
  public var patterns: [String] {
    guard namespace.isEmpty else { return [KeyPattern.literal(namespace) + ":*"] }
    return [
      queues, queue("*"), schedule, retry, dead, processes, processCleanup, paused, dearLeader, "stat:*",
      process(Self.anyIdentity), work(Self.anyIdentity), workers(Self.anyIdentity), signals(Self.anyIdentity),
      "j|*", "h|*", Self.histogramOfSeven, iteration("*"), "lifeboat:sidekiq:*",
    ]
  }

  /// `HOST:PID:NONCE`, see ``SidekiqIdentity``.
  private static let anyIdentity = "*:[0-9]*:" + String(repeating: "[0-9a-f]", count: 12)

  /// `CLASS-21-09:3`: Sidekiq 7 puts nothing before the class.
  private static let histogramOfSeven = "*-[0-9][0-9]-[0-9][0-9]:[0-9]*"
}
