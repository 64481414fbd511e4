import ArgumentParser
import Lifeboat

/// The flags that say when a job is due and what becomes of it when it fails, as Sidekiq's `set` does.
struct NewJobFlags: ParsableArguments {
  @Option(
    name: .customLong("in"), help: ArgumentHelp("How long from now it is due, such as 5m.", valueName: "duration"))
  var delay: String?

  @Option(
    help: ArgumentHelp(
      "When it is due: 2026-11-21T09:00 in your time zone, with Z or +01:00 behind it in another, or seconds since 1970.",
      valueName: "time"))
  var at: String?

  @Option(help: ArgumentHelp("true, false, or how often it is retried.", valueName: "retries"))
  var retry: String?

  @Option(help: ArgumentHelp("How long it is retried, however often, such as 48h.", valueName: "duration"))
  var retryFor: String?

  @Option(help: ArgumentHelp("The queue on which it is retried.", valueName: "name"))
  var retryQueue: String?

  @Option(help: ArgumentHelp("false to keep it out of the dead set in the end.", valueName: "true|false"))
  var dead: String?

  @Option(help: ArgumentHelp("How many lines of its backtrace are kept: a number, true or false.", valueName: "lines"))
  var backtrace: String?

  @Option(help: ArgumentHelp("A word that Ruby's pages show beside it; may be repeated.", valueName: "word"))
  var tag: [String] = []

  @Option(help: ArgumentHelp("After how long Sidekiq Pro no longer runs it, such as 1h.", valueName: "duration"))
  var expiresIn: String?

  @Option(help: ArgumentHelp("Its id; a random one unless told.", valueName: "id"))
  var jid: String?

  /// The flags that were given, in order: the field that each stands for in a line of a file, and its value as JSON.
  private var given: [(flag: String, field: String, json: [UInt8])] {
    let texts: [(String, String, String?)] = [
      ("--in", "in", delay), ("--at", "at", at), ("--retry-for", "retry_for", retryFor),
      ("--retry-queue", "retry_queue", retryQueue), ("--expires-in", "expires_in", expiresIn), ("--jid", "jid", jid),
    ]
    // What is no JSON is refused as a text.
    let values: [(String, String, String?)] = [
      ("--retry", "retry", retry), ("--dead", "dead", dead), ("--backtrace", "backtrace", backtrace),
    ]
    var given = texts.compactMap { flag, field, text in
      text.map { (flag: flag, field: field, json: JSONValue.string($0).encode()) }
    }
    given += values.compactMap { flag, field, text in
      text.map { text in
        let json = Array(text.utf8)
        return (flag, field, (try? JSONSlice(parsing: json)) == nil ? JSONValue.string(text).encode() : json)
      }
    }
    if !tag.isEmpty { given.append(("--tag", "tags", JSONValue.array(tag.map { .string($0) }).encode())) }
    return given
  }

  /// The flags that were given, for sentences; empty for none.
  var names: String { given.map(\.flag).joined(separator: ", ") }

  /// Gives a job what they say.
  func apply(to job: inout NewJob) throws {
    let given = given
    let fields = JobFields(
      value: { field in given.last { $0.field == field }.flatMap { try? JSONSlice(parsing: $0.json) } },
      shown: { field in given.last { $0.field == field }?.flag ?? field })
    do { try fields.apply(to: &job) } catch { throw UsageError("\(error)") }
  }
}
