/// A frame of a backtrace without what a deploy or an update moves: line numbers, the directory of a release, where gems
/// lie and their versions.
///
/// `/srv/shop/releases/20261121091500/app/jobs/charge.rb:12:in 'perform'` becomes `app/jobs/charge.rb:in 'perform'`, and
/// `/usr/lib/gems/redis-5.0.8/lib/redis.rb:3:in 'get'` becomes `redis/lib/redis.rb:in 'get'`. As with ``MessageShape`` the
/// rules never change.
public struct FrameShape: Sendable, Hashable, CustomStringConvertible {
  /// What stays.
  public let text: String

  /// How many bytes of a frame count.
  static let limit = 500

  /// - Parameter frame: one line of a backtrace, as Ruby writes it.
  public init(_ frame: String) {
    let bytes = Array(frame.utf8.prefix(Self.limit))
    let (path, rest) = Self.split(bytes[...])
    text = String(decoding: Self.moved(path) + rest, as: UTF8.self)
  }

  public var description: String { text }

  /// The path, and what follows its line number.
  private static func split(_ frame: ArraySlice<UInt8>) -> (path: ArraySlice<UInt8>, rest: ArraySlice<UInt8>) {
    var index = frame.startIndex
    while let colon = frame[index...].firstIndex(of: UInt8(ascii: ":")) {
      let digits = frame[(colon + 1)...].prefix { isDigit($0) }
      let next = digits.endIndex
      if !digits.isEmpty, next == frame.endIndex || frame[next] == UInt8(ascii: ":") {
        return (frame[..<colon], frame[next...])
      }
      index = colon + 1
    }
    return (frame, [])
  }

  private static func moved(_ path: ArraySlice<UInt8>) -> [UInt8] {
    var parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    if let gems = parts.lastIndex(where: { $0.elementsEqual("gems".utf8) }), gems + 1 < parts.count {
      parts.removeFirst(gems + 1)
      parts[0] = withoutVersion(parts[0])
    } else if let release = parts.lastIndex(where: { $0.elementsEqual("releases".utf8) }), release + 2 < parts.count {
      parts.removeFirst(release + 2)
    } else if let ruby = parts.lastIndex(where: { $0.elementsEqual("ruby".utf8) }), ruby + 2 < parts.count,
      isVersion(parts[ruby + 1])
    {
      parts.removeFirst(ruby + 2)
    }
    return Array(parts.joined(separator: [UInt8(ascii: "/")]))
  }

  /// `redis-5.0.8` and, from a repository, `redis-3f9a2c81d07e` without what follows the dash.
  private static func withoutVersion(_ gem: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let dash = gem.lastIndex(of: UInt8(ascii: "-")), dash > gem.startIndex else { return gem }
    let version = gem[(dash + 1)...]
    let isHash =
      version.count >= 7 && version.allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")) ~= $0 }
    return isVersion(version) || isHash ? gem[..<dash] : gem
  }

  private static func isVersion(_ text: ArraySlice<UInt8>) -> Bool {
    text.first.map(isDigit) ?? false
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
