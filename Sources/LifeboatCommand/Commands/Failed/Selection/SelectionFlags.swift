import ArgumentParser
import Lifeboat
import LifeboatInspector

/// The flags that say which failures are meant, the same on every command.
struct SelectionFlags: ParsableArguments {
  @OptionGroup var sets: FailureSetFlags

  @Option(name: .customLong("class"), help: ArgumentHelp("Of this class; may be repeated.", valueName: "name"))
  var classes: [String] = []

  @Option(name: .customLong("queue"), help: ArgumentHelp("From this queue; may be repeated.", valueName: "name"))
  var queues: [String] = []

  @Option(
    name: .customLong("error"), help: ArgumentHelp("With an error of this class; may be repeated.", valueName: "name"))
  var errors: [String] = []

  @Option(
    help: ArgumentHelp(
      "With a message that this regular expression (PCRE2's syntax) matches, such as '(?i)timed? out'.",
      valueName: "regex"))
  var message: String?

  @Option(
    help: ArgumentHelp(
      "With this text in the job's JSON, however that escapes it; Sidekiq's jobs have their errors in it.",
      valueName: "text"))
  var match: String?

  @Option(
    name: .customLong("arg"),
    help: ArgumentHelp(
      "With this argument: 0=42, 1.email=a@example.com. A number or word is also met by its text; quotes ask for a string. May be repeated.",
      valueName: "place=value"))
  var arguments: [String] = []

  @Option(
    help: ArgumentHelp(
      "That failed within this time (90s, 2h, 3d), or at this time or later: 2026-11-21, 2026-11-21T09:00 in your time zone, with Z or +01:00 behind it in another.",
      valueName: "time"))
  var since: String?

  @Option(help: ArgumentHelp("That failed before this time or this long ago; written the same.", valueName: "time"))
  var until: String?

  @Option(
    name: .customLong("fingerprint"),
    help: ArgumentHelp("Of this kind, by its first digits; may be repeated.", valueName: "digits"))
  var fingerprints: [String] = []

  @Option(
    name: .customLong("id"), help: ArgumentHelp("This one, by its first digits; may be repeated.", valueName: "id"))
  var ids: [String] = []

  @Option(
    help: ArgumentHelp(
      "Those of a file: an id a line, or an object with an \"id\", as `failed ls -o jsonl` writes them; - is standard input.",
      valueName: "file"))
  var fromFile: String?

  @Flag(help: "Only those that cannot be read.")
  var malformed = false

  @Flag(help: "Also those that Ruby has requeued and kept (retried_at).")
  var retried = false

  /// Reads the flags, then looks for what they name in the app's Redis.
  ///
  /// - Parameters:
  ///   - more: ids that were given in another way, such as arguments.
  ///   - limit: how many are meant at most.
  func resolved(_ global: GlobalOptions, ids more: [String] = [], limit: Int? = nil) async throws -> SelectedFailures {
    var selection = try selection(at: .now)
    selection.limit = limit
    let wanted = try WantedIDs(ids + more, file: fromFile)
    let app = try await global.app()
    let store = try sets.store(of: app)
    let places = try await store.places()
    selection.ids = try await wanted?.whole(in: places, on: app.connection)
    return SelectedFailures(
      app: app, store: store, places: places, selection: selection, filter: try FailureFilter(selection))
  }

  /// Whether any flag narrows what is meant, ids included.
  var isNarrow: Bool {
    get throws { try !ids.isEmpty || fromFile != nil || selection(at: .now).isNarrow }
  }

  /// What is said where nothing is met.
  var nothingMet: String {
    get throws { try isNarrow ? "no failure matches" : "no failed jobs" }
  }

  /// What the flags say, without ids.
  ///
  /// - Throws: `UsageError` for what cannot be read, with its place.
  func selection(at now: ActiveJobTime) throws -> FailureSelection {
    var selection = FailureSelection()
    (selection.classes, selection.queues, selection.errors) = (classes, queues, errors)
    (selection.message, selection.match) = (message, match)
    (selection.malformed, selection.retried) = (malformed, retried)
    selection.arguments = try arguments.map { try ArgumentConditionText.parse($0) }
    selection.since = try since.map { try MomentText.parse($0, option: "--since", now: now) }
    selection.until = try until.map { try MomentText.parse($0, option: "--until", now: now) }
    selection.fingerprints = try fingerprints.map(Self.fingerprint)
    do {
      _ = try FailureFilter(selection)
    } catch InspectorError.badPattern(let pattern, let offset, let reason) {
      throw UsageError.pointing("--message is no regular expression: \(reason)", at: offset, in: pattern)
    }
    if let since = selection.since, let until = selection.until, since >= until {
      throw UsageError("nothing failed both since \(Timestamp.iso8601Z(since)) and before \(Timestamp.iso8601Z(until))")
    }
    return selection
  }

  private static func fingerprint(_ text: String) throws -> String {
    if let offset = text.utf8.firstIndex(where: { !Character(Unicode.Scalar($0)).isHexDigit }) {
      let place = text.utf8.distance(from: text.startIndex, to: offset)
      throw UsageError.pointing("--fingerprint is made of hexadecimal digits", at: place, in: text)
    }
    guard (4...16).contains(text.utf8.count) else {
      throw UsageError("--fingerprint has 4 to 16 digits, got \(Printable.line(text, limit: 40))")
    }
    return text.lowercased()
  }
}
