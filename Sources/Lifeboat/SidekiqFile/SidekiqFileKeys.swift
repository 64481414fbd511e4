/// The keys that a sidekiq.yml may have: which are read, and why the others do nothing here.
///
/// - Source: Sidekiq 6.4, 7.3 and 8.1, `lib/sidekiq/cli.rb` and `lib/sidekiq/config.rb`, with what the gems around it read
///   from the same file.
enum SidekiqFileKeys {
  /// Those that are read.
  static let useful = [
    "concurrency", "timeout", "queues", "capsules", "tag", "labels", "poll_interval_average",
    "average_scheduled_poll_interval", "max_retries", "verbose",
  ]

  /// Those of a capsule.
  static let ofCapsules = ["concurrency", "queues"]

  /// Why a key that Sidekiq, or a gem beside it, knows does nothing here; nil for others.
  static func reason(_ name: String) -> String? { reasons[name] }

  /// Whether a key means something to Sidekiq or to a gem beside it.
  static func isKnown(_ name: String) -> Bool { useful.contains(name) || reasons[name] != nil }

  private static let reasons: [String: String] = {
    var reasons: [String: String] = [:]
    for (names, reason) in useless {
      for name in names { reasons[name] = reason }
    }
    return reasons
  }()

  private static let useless: [(names: [String], reason: String)] = [
    (["require"], "no Ruby is loaded; a handlers file or Swift code says what runs a class"),
    (
      ["dead_max_jobs", "dead_timeout_in_seconds"],
      "Lifeboat trims nothing; what Ruby processes trim from the dead set goes by their own file"
    ),
    (["environment"], "the environment is that of -e, APP_ENV, RAILS_ENV or RACK_ENV"),
    (["strict"], "the order is strict where no queue has a weight, as in Sidekiq, which drops it too"),
    (["daemon"], "the worker stays in the foreground; leave that to your supervisor"),
    (["pidfile"], "Sidekiq has had none since 6.0; your supervisor knows the process"),
    (["logfile"], "Sidekiq has had none since 6.0; messages go to standard error"),
    (["loglevel", "log_level", "logger"], "Sidekiq does not read it there; --verbose logs more"),
    (["redis", "url", "namespace"], "Sidekiq does not read it there; give --redis, REDIS_URL or --namespace"),
    (
      [
        "scheduler", "schedule", "dynamic", "dynamic_every", "enabled", "listened_queues_only",
        "rufus_scheduler_options",
      ],
      "it is sidekiq-scheduler's; recurring jobs stay with the Ruby process that enqueues them"
    ),
    (
      ["cron", "cron_poll_interval", "cron_schedule_file"],
      "it is sidekiq-cron's; recurring jobs stay with the Ruby process that enqueues them"
    ),
    (
      ["limits", "process_limits", "blocking"],
      "it is sidekiq-limit_fetch's; give such queues a capsule, whose concurrency is their limit"
    ),
    (["poll_interval"], "Sidekiq has not read it since 3.4; it is average_scheduled_poll_interval now"),
    (
      ["iteration", "max_iteration_runtime"],
      "jobs that Ruby iterates are left to Ruby"
    ),
    (["on_complex_arguments", "strict_args"], "it is about what Ruby enqueues"),
    (["fetch", "fetch_class", "fetch_setup", "scheduled_enq"], "jobs are leased in Lifeboat's own way"),
    (["redis_idle_timeout"], "a worker holds few connections, and keeps them"),
    (
      ["job_logger", "skip_default_job_logging", "logged_job_attributes"],
      "what jobs do is logged in Lifeboat's own way"
    ),
    (
      ["error_handlers", "death_handlers", "lifecycle_events", "reloader", "backtrace_cleaner"],
      "it is Ruby code; middleware in Swift takes its place"
    ),
    (["thread_priority", "profile"], "it is about Ruby's threads"),
    (["index", "identity"], "Sidekiq sets it by itself"),
  ]
}
