import LifeboatRedis

/// The keys and arguments of ``RedisScript/importFailures`` for some entries, without those of the mark.
struct ImportCall {
  private(set) var keys: [String] = []
  private(set) var arguments: [any RedisArgument] = []

  init(_ entries: [(target: ImportTarget, stored: StoredFailure)]) {
    var targets: [ImportTarget] = []
    var items: [any RedisArgument] = []
    items.reserveCapacity(3 * entries.count)
    for (target, stored) in entries {
      let known = targets.firstIndex(of: target)
      if known == nil { targets.append(target) }
      items.append((known ?? targets.count - 1) + 1)
      items.append(stored.score ?? "")
      items.append(stored.bytes)
    }
    arguments = [targets.count]
    for target in targets {
      keys += [target.place.key, target.names ?? target.overflow ?? target.place.key]
      arguments += [Self.kind(of: target), target.place.name]
    }
    arguments += items
  }

  private static func kind(of target: ImportTarget) -> String {
    switch target.place.kind {
    case .list: target.names == nil ? "list" : "named"
    case .sortedSet: target.overflow == nil ? "set" : "bounded"
    }
  }
}
