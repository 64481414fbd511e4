import ArgumentParser
import LifeboatRedis

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a program ends: one exit code for each kind of end, the same in every command.
public enum AppExit: Int32, Sendable {
  case done = 0
  case error = 1
  case usage = 2
  case problemsFound = 3
  case partlyDone = 4
  case nothingMatched = 5
  case unreachable = 6
  case refused = 7
  /// A worker stopped at one of its limits, with nothing left behind: a fresh process should take its place.
  case limitReached = 8
  case interrupted = 130

  /// Writes an error to standard error (help and versions to standard output) and exits.
  public static func leave(_ error: any Error, command: any ParsableCommand.Type) -> Never {
    // The parser's own ends: help, a version, a usage error.
    let code = command.exitCode(for: error)
    let message = command.fullMessage(for: error)
    if code == .success {
      if !message.isEmpty { print(message) }
      exit(AppExit.done.rawValue)
    }
    if code == .validationFailure {
      write(message)
      exit(AppExit.usage.rawValue)
    }
    leave(error)
  }

  /// Writes an error to standard error and exits with its code.
  public static func leave(_ error: any Error) -> Never {
    write("error: \(error)")
    exit(code(for: error).rawValue)
  }

  /// The exit code for an error that no command gave one of its own.
  public static func code(for error: any Error) -> AppExit {
    switch error {
    case let error as any ExitCoding: error.exit
    // Also one that answers, but cannot serve at present.
    case let error as RedisError where error.isTransient: .unreachable
    case RedisError.insecure: .unreachable
    case let error as RedisError where error.isForbidden: .refused
    case RedisError.invalidURL: .usage
    default: .error
    }
  }

  private static func write(_ text: String) {
    let bytes = Array((text.hasSuffix("\n") ? text : text + "\n").utf8)
    // Where standard error is closed there is nobody to tell.
    _ = bytes.withUnsafeBytes { systemWrite(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes, count)
    #else
      Darwin.write(descriptor, bytes, count)
    #endif
  }
}

/// An error that knows how the program should end.
public protocol ExitCoding: Error {
  var exit: AppExit { get }
}
