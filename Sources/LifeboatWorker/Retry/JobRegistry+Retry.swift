extension JobRegistry {
  /// Whether any class is retried.
  var retries: Bool { handlers.values.contains { $0.options.retry != nil } }

  /// Whether a retry may have to wait.
  var delaysRetries: Bool { handlers.values.contains { $0.options.retry?.mayDelay ?? false } }

  /// How the jobs of a class are run; `nil` for a class that nobody knows.
  func options(for className: String) -> JobOptions? { handlers[className]?.options }

  /// How the jobs of a class are retried; `nil` when they are not.
  func policy(for className: String) -> RetryPolicy? { handlers[className]?.options.retry }
}
