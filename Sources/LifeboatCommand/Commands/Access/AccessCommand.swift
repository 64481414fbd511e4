import ArgumentParser
import Lifeboat
import LifeboatFormat

struct AccessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acl",
    abstract: "Print the rule for Redis's access list that a worker, a tool or a viewer needs.",
    discussion: """
      A worker works (and enqueues), a tool runs every command of this program but work, and a viewer only those that look. Each rule permits the commands and the keys that the role needs, and no others. Nothing is sent to Redis: hand the line to redis-cli, with a password in place of PASSWORD.

      Without --dialect the rule is for Resque. See docs/security.md.

      Example:
        lifeboat acl worker
        lifeboat acl viewer --dialect sidekiq --user grafana
        lifeboat acl tool --namespace app --for-redis 6.2
      """)

  @Argument(help: "What the user is for: worker, tool or viewer.")
  var role: AccessRole

  @Option(help: ArgumentHelp("The user's name. (default: lifeboat- and the role)", valueName: "name"))
  var user: String?

  @Option(help: ArgumentHelp("The app's namespace, without its colon.", valueName: "name"))
  var namespace: String?

  @Option(
    help: ArgumentHelp(
      "The format that the app speaks: resque or sidekiq. (default: $LIFEBOAT_DIALECT, resque)", valueName: "name"))
  var dialect: String?

  @Option(help: ArgumentHelp("Which Redis it is for: 7 (and newer, and Valkey) or 6.2.", valueName: "release"))
  var forRedis = AccessRule.Syntax.seven

  @Option(name: [.long, .customShort("o")], help: "How to write: table, json or jsonl.")
  var output = OutputFormat.table

  func run() throws {
    let name = user ?? "lifeboat-\(role.rawValue)"
    guard !name.isEmpty, !name.contains(where: { $0.isWhitespace || $0 == "\"" || $0 == "'" }) else {
      throw UsageError("--user: expected a name without spaces or quotes, got \(Printable.line(name, limit: 60))")
    }
    let told = try DialectChoice(flag: dialect, namespace: namespace).told
    let app = told ?? AppDialect(.resque, namespace: namespace)
    let keys: any JobKeys = app.tools.keys
    let rule = AccessRule(role, patterns: keys.patterns, syntax: forRedis)
    let line = (["ACL", "SETUSER", name] + rule.words(password: ">PASSWORD")).joined(separator: " ")
    Printer(format: output).one([line]) { json in
      json.beginObject()
      json.field("role", role.rawValue)
      json.field("user", name)
      json.field("rule", line)
      json.endObject()
    }
  }
}

extension AccessRole: ExpressibleByArgument {}
extension AccessRule.Syntax: ExpressibleByArgument {}
