/// A model's address: `gid://shop/Person/5`. Active Job sends it for each model among the arguments.
///
/// Decodes from that text; encodes as it, and into an Active Job as the model itself, which Rails looks up.
/// Source: the globalid gem, `lib/global_id/uri/gid.rb`.
public struct GlobalID: Sendable, Hashable {
  /// The Rails app's name.
  public let app: String
  /// The model's class, such as `Billing::Invoice`.
  public let model: String
  /// The record's id, unescaped; several for a model with a composite key.
  public let ids: [String]
  /// What follows a question mark, as it is written: `tenant=5`. Nil for none.
  public let query: String?

  /// The address of a record.
  public init(app: String, model: String, id: String) {
    self.init(app: app, model: model, ids: [id])
  }

  /// The address of a record with a composite key.
  public init(app: String, model: String, ids: [String], query: String? = nil) {
    self.app = app
    self.model = model
    self.ids = ids
    self.query = query
  }

  /// Reads a text; nil when it is no `gid://APP/MODEL/ID`.
  public init?(_ text: String) {
    guard text.hasPrefix(Self.scheme) else { return nil }
    let parts = text.dropFirst(Self.scheme.count).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = (parts.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
    guard path.count >= 3, path.allSatisfy({ !$0.isEmpty }) else { return nil }
    let ids = path.dropFirst(2).compactMap(Self.unescaped)
    guard ids.count == path.count - 2 else { return nil }
    self.init(
      app: String(path[0]), model: String(path[1]), ids: ids, query: parts.count > 1 ? String(parts[1]) : nil)
  }

  /// The record's id; those of a composite key with slashes between them.
  public var id: String { ids.joined(separator: "/") }

  private static let scheme = "gid://"

  /// As Ruby's `CGI.escape` writes it.
  private static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      case UInt8(ascii: " "):
        bytes.append(UInt8(ascii: "+"))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        bytes += (byte < 0x10 ? "%0" : "%").utf8
        bytes += digits.utf8
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// As Ruby's `CGI.unescape` reads it; nil when it is no UTF-8.
  private static func unescaped(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        rest.prefix(2).allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

extension GlobalID: CustomStringConvertible {
  /// The text, its ids escaped as Rails escapes them.
  public var description: String {
    "\(Self.scheme)\(app)/\(model)/" + ids.map(Self.escaped).joined(separator: "/") + (query.map { "?" + $0 } ?? "")
  }
}

extension GlobalID: TextValue {
  static let example = "gid://shop/Person/5"

  var activeJobForm: JSONValue { .globalID(self) }
}
