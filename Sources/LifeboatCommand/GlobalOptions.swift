import ArgumentParser
import Lifeboat
import LifeboatInspector

/// The flags that every command but `work` has.
struct GlobalOptions: ParsableArguments {
  @OptionGroup(title: "Redis")
  var redis: RedisFlags

  @Option(name: [.long, .customShort("o")], help: "How to write: table, json or jsonl.")
  var output = OutputFormat.table

  @Flag(help: "No colours; also when NO_COLOR is set or the output is no terminal.")
  var noColor = false

  /// A connection to the Redis that the flags name, proven to work.
  func connect() async throws -> RedisConnection {
    var options = RedisOptions()
    options.clientName = "lifeboat-cli"
    let url = try await redis.url()
    if url.tls?.verifiesServer == false {
      Terminal.note(
        "warning: TLS does not check who this Redis is: anybody on the way can read and change every job (\(url))\n")
    }
    let connection = RedisConnection(url: url, options: options)
    try await connection.connect()
    return connection
  }

  /// The app that the flags name, its Redis proven to work.
  func app() async throws -> InspectedApp {
    let choice = try redis.dialectChoice()
    let connection = try await connect()
    return InspectedApp(connection: connection, dialect: try await choice.dialect(on: connection).tools)
  }

  var printer: Printer { Printer(format: output, isColourWanted: !noColor) }
}

/// How a command writes what it found.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
  /// Aligned columns, for people.
  case table
  /// One JSON document.
  case json
  /// One JSON object a line.
  case jsonl
}
