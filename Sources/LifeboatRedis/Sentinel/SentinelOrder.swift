/// In which order a session asks the sentinels. Pure: nobody is asked here.
struct SentinelOrder {
  /// All that are known; the first is asked first.
  private(set) var addresses: [RedisAddress]

  /// More sentinels than this help nobody, and each may have to be waited for.
  private static let most = 10

  init(_ addresses: [RedisAddress]) {
    self.addresses = addresses
  }

  /// One said where the master is: it is asked first the next time.
  mutating func answered(_ sentinel: RedisAddress) {
    guard let index = addresses.firstIndex(of: sentinel) else { return }
    addresses.insert(addresses.remove(at: index), at: 0)
  }

  /// There was no master where the first one said: it may be cut off from the others, so it is asked last the next time.
  mutating func wasWrong() {
    guard addresses.count > 1 else { return }
    addresses.append(addresses.removeFirst())
  }

  /// One told of others. They are asked behind those that are known.
  mutating func learn(_ others: [RedisAddress]) {
    for other in others where addresses.count < Self.most && !addresses.contains(other) { addresses.append(other) }
  }
}
