import Foundation
import Synchronization

/// Stands between a program and its Redis, and breaks one exchange of theirs on purpose.
///
/// It passes commands on one by one and knows which reply is whose, so a test says exactly what is lost: arm it, use
/// ``urlText`` instead of the server's, and look whether the fault ``hasStruck``.
public final class Relay: Sendable {
  /// What happens to the chosen command.
  public enum Fault: Sendable, CaseIterable {
    /// The connection is cut before the command reaches Redis; whatever came before it is answered.
    case cutBefore
    /// Redis runs it; the connection is cut instead of the reply.
    case loseReply
    /// Redis runs it; half of the reply arrives, then the connection is cut.
    case truncateReply
    /// Redis runs it; the reply never comes, and the connection stays open.
    case holdReply
  }

  /// Where it listens, on 127.0.0.1.
  public let port: Int
  private let listener: CInt
  private let target: Int
  private let state = Mutex(State())

  struct State {
    var fault: Fault?
    /// How many commands are let through before it.
    var patience = 0
    /// Only connections of this client name are counted; `nil` for all.
    var client: String?
    var count = 0
    var hasStruck = false
    /// Nobody gets through once it has struck.
    var isForGood = false
    var descriptors: Set<CInt> = []
    var isStopped = false
    /// Nobody gets through.
    var isSevered = false
  }

  /// Begins to listen.
  ///
  /// - Parameter port: the Redis, on 127.0.0.1.
  public init(to port: Int) throws {
    (listener, self.port) = try listenOnFreePort()
    target = port
    Thread.detachNewThread { [listener, weak self] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { break }
        guard let self, !self.isSevered, let server = self.connectToTarget() else {
          close(client)
          continue
        }
        let relayed = RelayedConnection(client: client, server: server, relay: self)
        Thread.detachNewThread { relayed.run() }
      }
      close(listener)
    }
  }

  deinit { stop() }

  /// Where programs find it.
  public var urlText: String { "redis://127.0.0.1:\(port)/0" }

  /// How many commands were counted since it was armed.
  public var count: Int { state.withLock(\.count) }

  /// Whether the fault has struck.
  public var hasStruck: Bool { state.withLock(\.hasStruck) }

  /// Arms it, once: only one exchange is broken. What a connection says to introduce itself does not count.
  ///
  /// - Parameters:
  ///   - fault: `nil` only counts.
  ///   - index: which command, from 0, counted from now on.
  ///   - client: the name of the connections that count; `nil` for all.
  ///   - isForGood: then nobody gets through afterwards, until ``mend()``: whoever works through it stands still right there.
  public func arm(_ fault: Fault?, at index: Int = 0, client: String? = nil, forGood isForGood: Bool = false) {
    state.withLock { state in
      state.fault = fault
      state.isForGood = isForGood
      state.patience = index
      state.client = client
      state.count = 0
      state.hasStruck = false
    }
  }

  /// Cuts every connection, and every new one, until ``mend()``.
  public func sever() {
    state.withLock { state in
      state.isSevered = true
      for descriptor in state.descriptors { shutdown(descriptor, CInt(SHUT_RDWR)) }
    }
  }

  /// Lets connections through again.
  public func mend() { state.withLock { $0.isSevered = false } }

  private var isSevered: Bool { state.withLock(\.isSevered) }

  /// Cuts every connection and listens no more. May come twice.
  public func stop() {
    state.withLock { state in
      guard !state.isStopped else { return }
      state.isStopped = true
      shutdown(listener, CInt(SHUT_RDWR))
      for descriptor in state.descriptors { shutdown(descriptor, CInt(SHUT_RDWR)) }
    }
  }

  /// Counts a command.
  ///
  /// - Returns: what happens to it; `nil` for nothing.
  func fault(for words: [String], of client: String?) -> Fault? {
    guard !Self.introductions.contains(words.prefix(2).joined(separator: " ").uppercased()),
      !Self.introductions.contains(words.first?.uppercased() ?? "")
    else { return nil }
    return state.withLock { state in
      guard state.client == nil || state.client == client else { return nil }
      defer { state.count += 1 }
      guard let fault = state.fault, !state.hasStruck, state.count == state.patience else { return nil }
      state.hasStruck = true
      state.isSevered = state.isForGood
      return fault
    }
  }

  /// Keeps a socket, so that ``stop()`` reaches it.
  func keep(_ descriptor: CInt) {
    let isOver = state.withLock { state in
      state.descriptors.insert(descriptor)
      return state.isStopped || state.isSevered
    }
    if isOver { shutdown(descriptor, CInt(SHUT_RDWR)) }
  }

  /// Closes a socket that was kept.
  func release(_ descriptor: CInt) {
    state.withLock { state in
      state.descriptors.remove(descriptor)
      _ = close(descriptor)
    }
  }

  private static let introductions: Set<String> = ["AUTH", "SELECT", "INFO", "CLIENT SETNAME"]

  private func connectToTarget() -> CInt? {
    #if canImport(Darwin)
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
      let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(target).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafeMutableBytes(of: &address) { bytes in
      connect(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
    }
    guard result == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }
}
