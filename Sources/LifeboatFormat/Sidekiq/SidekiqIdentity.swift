/// The name under which a process registers: `HOST:PID:NONCE`.
///
/// Source: Sidekiq, `lib/sidekiq/component.rb`, `identity`. HOST is `DYNO` of the environment where that is set.
public struct SidekiqIdentity: Sendable, Hashable, CustomStringConvertible {
  /// The host's name; it may have colons in it.
  public let host: String
  /// The process's id.
  public let pid: Int
  /// Twelve hexadecimal digits in lower case, drawn anew for each process.
  public let nonce: String

  /// The identity of a process whose nonce is known.
  public init(host: String, pid: Int, nonce: String) {
    self.host = host
    self.pid = pid
    self.nonce = nonce
  }

  /// The identity of a process that starts.
  public init(host: String, pid: Int, using generator: inout some RandomNumberGenerator) {
    self.init(host: host, pid: pid, nonce: SidekiqJID.hexadecimal(digits: 12, using: &generator))
  }

  /// Takes an identity apart; nil when it has fewer than three parts or its pid is no number.
  public init?(parsing text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 3, let nonce = parts.last, !nonce.isEmpty, let pid = Int(parts[parts.count - 2]) else {
      return nil
    }
    self.init(host: parts.dropLast(2).joined(separator: ":"), pid: pid, nonce: String(nonce))
  }

  /// `HOST:PID:NONCE`.
  public var description: String { "\(host):\(pid):\(nonce)" }
}
