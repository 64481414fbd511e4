import Foundation
import LifeboatTestSupport

/// A program of another language that tests work beside: where it is, what it needs, and whether all of that is there.
struct Partner: Sendable {
  let program: String
  let arguments: [String]
  private(set) var environment: [String: String]

  /// Runs a snippet to its end.
  ///
  /// - Returns: its standard output without the last newline.
  /// - Throws: ``PartnerFailure`` with its standard error when it does not exit with 0.
  func run(_ snippet: String, environment extra: [String: String] = [:]) async throws -> String {
    let running = try start(snippet, environment: extra)
    let ending = try await running.ending()
    guard ending == .exited(0) else {
      throw PartnerFailure(
        description: "\(program) ended with \(String(describing: ending))\n\(running.errorText.suffix(3_000))")
    }
    var text = running.outputText
    if text.hasSuffix("\n") { text.removeLast() }
    return text
  }

  /// Starts a snippet and returns while it runs.
  func start(_ snippet: String, environment extra: [String: String] = [:]) throws -> BuiltProgram {
    try BuiltProgram(program, arguments + [snippet], environment: environment.merging(extra) { $1 })
  }

  private func canRun(_ snippet: String, environment: [String: String]) async -> Bool {
    await (try? run(snippet, environment: environment)) != nil
  }
}

/// What a partner wrote when it failed.
struct PartnerFailure: Error, CustomStringConvertible {
  let description: String
}

extension Partner {
  /// Ruby with the redis gem.
  static let ruby = Task { await found(ruby(prelude: "ruby_prelude.rb")) }

  /// Ruby with Sidekiq's command line.
  static let sidekiqFiles = Task { await found(ruby(prelude: "sidekiq_file_prelude.rb")) }

  /// Ruby with Resque: a checkout that `RESQUE_HOME` names, or the gem.
  static let resque = Task { await found(ruby(prelude: "resque_prelude.rb")) }

  /// Ruby with Resque and the Oj gem, which writes other bytes.
  static let resqueWithOj = Task { await found(ruby(prelude: "resque_prelude.rb"), snippet: "require 'oj'") }

  /// Ruby with Resque and its web pages.
  static let resqueWeb = Task {
    await found(ruby(prelude: "resque_prelude.rb"), snippet: "require 'resque/server'; require 'rack/mock'")
  }

  /// Ruby with Resque, resque-scheduler and resque-retry: checkouts that `RESQUE_HOME`, `RESQUE_SCHEDULER_HOME` and
  /// `RESQUE_RETRY_HOME` name, or the gems.
  static let resqueRetry = Task { await found(ruby(prelude: "retry_prelude.rb")) }

  /// Ruby with Sidekiq: a checkout that `SIDEKIQ_HOME` names, or the gem. Sidekiq 7 and newer need the redis-client gem
  /// beside it, which `RUBYLIB` may give.
  static let sidekiq = Task { await found(ruby(prelude: "sidekiq_prelude.rb")) }

  /// The same with its web pages.
  static let sidekiqWeb = Task { await found(ruby(prelude: "sidekiq_web_prelude.rb")) }

  /// Ruby with Sidekiq 6 in the namespace `shop`.
  static let sidekiqNamespace = Task {
    var partner = ruby(prelude: "sidekiq_prelude.rb")
    partner?.environment["NAMESPACE"] = "shop"
    return await found(partner, snippet: "Sidekiq.redis { |redis| redis.namespace }")
  }

  /// Ruby with Active Job on Sidekiq.
  static let sidekiqActiveJob = Task { await found(ruby(prelude: "sidekiq_active_job_prelude.rb")) }

  /// Ruby with Active Job.
  static let activeJob = Task { await found(ruby(prelude: "active_job_prelude.rb")) }

  /// The same with Sinatra, which Resque's pages need.
  static let resqueRetryPages = Task {
    await found(ruby(prelude: "retry_prelude.rb"), snippet: "require 'resque/server'; require 'resque-retry/server'")
  }

  /// Python with pyres, which `scripts/setup` puts into the project's own folder.
  static let pyres = Task { await found(python(), snippet: "import pyres") }

  private static func ruby(prelude: String) -> Partner? {
    guard let program = path(of: "ruby") else { return nil }
    let ours = ProcessInfo.processInfo.environment
    var environment: [String: String] = [:]
    for name in ["GEM_HOME", "GEM_PATH", "RUBYLIB"] { environment[name] = ours[name] }
    let homes = ["RESQUE_HOME", "RESQUE_SCHEDULER_HOME", "RESQUE_RETRY_HOME", "SIDEKIQ_HOME"].compactMap { ours[$0] }
    if !homes.isEmpty {
      let folders = homes.map { $0 + "/lib" } + [ours["RUBYLIB"]].compactMap(\.self)
      environment["RUBYLIB"] = folders.joined(separator: ":")
    }
    // Whatever the locale, a snippet is UTF-8.
    return Partner(
      program: program, arguments: ["-Ku", "-r", scripts.appending(path: prelude).path, "-e"], environment: environment)
  }

  private static func python() -> Partner? {
    let folder = project.appending(path: ".build-python")
    let own = folder.appending(path: "venv/bin/python").path
    let isOwn = FileManager.default.isExecutableFile(atPath: own)
    guard let program = isOwn ? own : path(of: "python3") else { return nil }
    let places = [scripts.path] + (isOwn ? [] : [folder.appending(path: "site").path])
    return Partner(
      program: program, arguments: ["-X", "utf8", "-B", "-c"],
      environment: ["PYTHONPATH": places.joined(separator: ":")])
  }

  private static func found(_ partner: Partner?, snippet: String = "") async -> Partner? {
    // Nothing connects before it is asked something, so any address does.
    let nowhere = ["REDIS_URL": "redis://127.0.0.1:1/0", "PYRES_SERVER": "127.0.0.1:1", "LEDGER": "/dev/null"]
    guard let partner, await partner.canRun(snippet, environment: nowhere) else { return nil }
    return partner
  }

  private static let scripts = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Scripts")
  private static let project = scripts.deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func path(of name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
