import Foundation

/// The rules for Redis's access list as `docs/security.md` gives them: the suite runs under these very lines.
struct SecurityPage {
  /// By the words behind the fence, such as `acl resque 7`, the lines of the block.
  let blocks: [String: [String]]

  init() throws {
    let page = URL(filePath: #filePath).appending(path: "../../../../docs/security.md").standardizedFileURL
    var blocks: [String: [String]] = [:]
    var open: String?
    for line in try String(contentsOf: page, encoding: .utf8).split(separator: "\n").map(String.init) {
      if line.hasPrefix("```") {
        open = open == nil ? String(line.dropFirst(3)) : nil
      } else if let open {
        blocks[open, default: []].append(line)
      }
    }
    self.blocks = blocks
  }

  /// The rules of the three roles.
  func rules(dialect: String, redis: String) -> [String] { blocks["acl \(dialect) \(redis)"] ?? [] }
}
