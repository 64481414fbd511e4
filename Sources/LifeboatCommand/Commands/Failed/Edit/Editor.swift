import Lifeboat
import Subprocess
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The person's editor, started without a shell.
struct Editor {
  /// The program and its arguments.
  private let words: [String]

  /// The one that `VISUAL` or else `EDITOR` names; `vi` where neither does and there is a terminal for it.
  static func chosen() throws -> Editor {
    for name in ["VISUAL", "EDITOR"] {
      guard let value = getenv(name).map({ String(cString: $0) }) else { continue }
      guard let words = CommandWords.split(value) else {
        throw UsageError("\(name) has a quote without its end: \(Printable.line(value, limit: 100))")
      }
      if !words.isEmpty { return Editor(words: words) }
    }
    guard Terminal.canAsk else {
      throw UsageError("without a terminal EDITOR has to name a program that edits by itself")
    }
    return Editor(words: ["vi"])
  }

  /// Runs it on a file until it ends.
  func edit(_ file: EditedFile) async throws {
    // Ctrl-C at the terminal is for the editor. A handler, since an ignored signal would stay ignored in the editor.
    let old = [SIGINT, SIGQUIT].map { ($0, signal($0) { _ in }) }
    defer { for (number, handler) in old { signal(number, handler) } }
    let status: TerminationStatus
    do {
      // Standard output is for results; an editor draws on the terminal wherever it finds one.
      status = try await Subprocess.run(
        words[0].contains("/") ? .path(FilePath(words[0])) : .name(words[0]),
        arguments: Arguments(Array(words.dropFirst()) + [file.path]),
        input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
        output: .fileDescriptor(.standardError, closeAfterSpawningProcess: false),
        error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
      ).terminationStatus
    } catch {
      file.remove()
      throw CommandFailed(
        .error,
        "the editor \(shown) could not be started; set VISUAL or EDITOR to another: \(Printable.line("\(error)", limit: 200))"
      )
    }
    guard status.isSuccess else {
      throw file.kept(.error, "the editor \(shown) \(Self.text(of: status)), so nothing was changed")
    }
  }

  private static func text(of status: TerminationStatus) -> String {
    if case .exited(let code) = status { return "ended with exit code \(code)" }
    return "was ended by a signal"
  }

  private var shown: String { Printable.line(words[0], limit: 60) }
}
