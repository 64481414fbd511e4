import LifeboatRedis

/// Makes a change again and again, each time with another of its exchanges broken, and compares what Redis
/// holds at the end with what it holds when nothing breaks.
public struct LostExchanges {
  /// Where the change is made.
  public let server: RedisServer
  /// Only connections of this name are broken; `nil` for all.
  public var client: String?
  /// Takes out of a text what is another each time: ids, times.
  public var neutral: (String) -> String = { $0 }

  /// Says of a key that it is not compared.
  public var isIgnored: (String) -> Bool = { _ in false }
  /// Fields of streams whose bytes are another each time, as digests of times are: only their length is compared.
  public var drawnFields: Set<String> = []
  /// Which exchanges are broken, so that several tests share what takes long: of so many after one another the one at this
  /// place.
  public var share = (place: 0, of: 1)

  /// - Parameters:
  ///   - server: a server of its own unless given.
  ///   - client: see ``client``.
  public init(on server: RedisServer? = nil, client: String? = nil) throws {
    self.server = try server ?? RedisServer()
    self.client = client
  }

  /// What one breakage led to.
  public struct Difference: CustomStringConvertible {
    let fault: Relay.Fault
    let index: Int
    let keys: [(name: String, expected: String?, found: String?)]

    public var description: String {
      let texts = keys.map { "\($0.name)\n  expected: \($0.expected ?? "nothing")\n  found: \($0.found ?? "nothing")" }
      return "\(fault) of exchange \(index):\n\(texts.joined(separator: "\n"))"
    }
  }

  /// - Parameters:
  ///   - prepare: fills a Redis that is empty.
  ///   - change: makes the change through the relay, and repeats it as a caller does who got no reply.
  /// - Returns: how many exchanges were broken, and where the end differed.
  public func run(
    prepare: () throws -> Void, change: (Relay) async throws -> Void
  ) async throws -> (broken: Int, differences: [Difference]) {
    let (expected, count, _) = try await round(nil, 0, prepare, change)
    var broken = 0
    var differences: [Difference] = []
    for index in 0..<count where index % share.of == share.place {
      for fault in faults(at: index) {
        let (found, _, hasStruck) = try await round(fault, index, prepare, change)
        if hasStruck { broken += 1 }
        let keys = Set(expected.keys).union(found.keys).sorted().filter { expected[$0] != found[$0] }
        guard !keys.isEmpty else { continue }
        differences.append(
          Difference(fault: fault, index: index, keys: keys.map { ($0, expected[$0], found[$0]) }))
      }
    }
    return (broken, differences)
  }

  /// A lost reply everywhere; now and then what leads to the same end by another way.
  private func faults(at index: Int) -> [Relay.Fault] {
    switch index % 8 {
    case 1: [.loseReply, .truncateReply]
    case 5: [.loseReply, .cutBefore]
    default: [.loseReply]
    }
  }

  private func round(
    _ fault: Relay.Fault?, _ index: Int, _ prepare: () throws -> Void, _ change: (Relay) async throws -> Void
  ) async throws -> (contents: [String: String], count: Int, hasStruck: Bool) {
    try server.flushAll()
    try prepare()
    let relay = try Relay(to: server.port)
    defer { relay.stop() }
    relay.arm(fault, at: index, client: client)
    try await change(relay)
    let contents = try server.contents(drawnFields: drawnFields).filter { !isIgnored($0.key) }.map {
      (neutral($0.key), neutral($0.value))
    }
    return (Dictionary(contents, uniquingKeysWith: { $0 + "\n" + $1 }), relay.count, relay.hasStruck)
  }
}
