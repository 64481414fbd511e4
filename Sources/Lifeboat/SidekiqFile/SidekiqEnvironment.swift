import LifeboatFormat

/// What Sidekiq reads from the environment of its process.
///
/// - Source: Sidekiq, `lib/sidekiq/cli.rb`, `set_environment` and `setup_options`; `RAILS_MAX_THREADS` since 4.2.
struct SidekiqEnvironment {
  /// Which section of its file counts: the flag's, else that of `APP_ENV`, `RAILS_ENV`, `RACK_ENV`, else development.
  let name: String
  /// `RAILS_MAX_THREADS`: how many jobs run at once where nobody else says it.
  let concurrency: Int?

  /// Every variable that is read.
  static let names = ["APP_ENV", "RAILS_ENV", "RACK_ENV", "RAILS_MAX_THREADS"]

  /// - Parameters:
  ///   - flag: what `--environment` says.
  ///   - variables: the environment; what is empty is not there.
  init(flag: String?, variables: [String: String]) throws(UsageError) {
    let values = variables.filter { !$0.value.isEmpty }
    name = flag ?? values["APP_ENV"] ?? values["RAILS_ENV"] ?? values["RACK_ENV"] ?? "development"
    guard let text = values["RAILS_MAX_THREADS"] else {
      concurrency = nil
      return
    }
    guard let number = Int(text), (1...1000).contains(number) else {
      throw UsageError("RAILS_MAX_THREADS: expected a number from 1 to 1000, got \(Printable.line(text, limit: 40))")
    }
    concurrency = number
  }
}
