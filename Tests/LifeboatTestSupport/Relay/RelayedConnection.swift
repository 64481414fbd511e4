import Foundation

/// One connection that a ``Relay`` passes on, by one thread.
struct RelayedConnection: Sendable {
  let client: CInt
  let server: CInt
  /// Not kept alive by its connections, or it would never end.
  private weak let relay: Relay?

  init(client: CInt, server: CInt, relay: Relay) {
    self.client = client
    self.server = server
    self.relay = relay
    relay.keep(client)
    relay.keep(server)
  }

  private struct Flow {
    var requests: [UInt8] = []
    var replies: [UInt8] = []
    /// For each command under way what happens to its reply.
    var pending: [Relay.Fault?] = []
    var name: String?
    /// Nothing more is passed on to Redis.
    var isCut = false
    /// Nothing more is passed on to the program.
    var isHeld = false
  }

  /// Passes on until one of the two ends it, or a fault does.
  func run() {
    var flow = Flow()
    while pass(&flow) {}
    for descriptor in [client, server] {
      if let relay { relay.release(descriptor) } else { close(descriptor) }
    }
  }

  /// - Returns: whether to go on.
  private func pass(_ flow: inout Flow) -> Bool {
    if flow.isCut, flow.pending.isEmpty { return false }
    var waiting = [
      pollfd(fd: client, events: Int16(POLLIN), revents: 0), pollfd(fd: server, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&waiting, 2, -1) > 0 || errno == EINTR else { return false }
    if waiting[0].revents != 0 {
      guard read(client, into: &flow.requests) else { return false }
      guard forward(&flow) else { return false }
    }
    if waiting[1].revents != 0 {
      guard read(server, into: &flow.replies) else { return false }
      guard answer(&flow) else { return false }
    }
    return true
  }

  private func forward(_ flow: inout Flow) -> Bool {
    var start = 0
    while !flow.isCut, let length = RESPFrame.length(of: flow.requests[start...]) {
      let command = flow.requests[start..<start + length]
      start += length
      let words = RESPFrame.words(of: command)
      if words.count == 3, words[0] == "CLIENT", words[1] == "SETNAME" { flow.name = words[2] }
      let fault = relay?.fault(for: words, of: flow.name)
      if fault == .cutBefore {
        flow.isCut = true
      } else {
        flow.pending.append(fault)
        guard write(Array(command), to: server) else { return false }
      }
    }
    flow.requests.removeFirst(start)
    return true
  }

  private func answer(_ flow: inout Flow) -> Bool {
    var start = 0
    while let length = RESPFrame.length(of: flow.replies[start...]) {
      let reply = Array(flow.replies[start..<start + length])
      start += length
      // What a subscription brings answers nothing.
      let fault = flow.pending.isEmpty ? nil : flow.pending.removeFirst()
      switch fault {
      case .loseReply: return false
      case .truncateReply:
        _ = write(Array(reply.prefix(max(1, reply.count / 2))), to: client)
        return false
      case .holdReply: flow.isHeld = true
      case .cutBefore, nil: break
      }
      if !flow.isHeld, !write(reply, to: client) { return false }
    }
    flow.replies.removeFirst(start)
    return true
  }

  private func read(_ descriptor: CInt, into buffer: inout [UInt8]) -> Bool {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = Foundation.read(descriptor, &bytes, bytes.count)
    guard count > 0 else { return count < 0 && errno == EINTR }
    buffer += bytes[..<count]
    return true
  }

  private func write(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      #if canImport(Darwin)
        let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, 0) }
      #else
        let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
      #endif
      guard count > 0 || errno == EINTR else { return false }
      rest = rest.dropFirst(max(0, count))
    }
    return true
  }
}
