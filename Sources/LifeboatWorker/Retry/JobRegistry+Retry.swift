import LifeboatFormat

extension JobRegistry {
  /// Whether any class is retried.
  var retries: Bool { handlers.values.contains { $0.options.retry != nil } }

  /// Whether a retry may have to wait.
  var delaysRetries: Bool { handlers.values.contains { $0.options.retry?.mayDelay ?? false } }

  /// A sentence for each class whose policy makes no sense.
  var retryProblems: [String] {
    handlers.sorted { $0.key < $1.key }.compactMap { className, handler in
      guard let limit = handler.options.retry?.limit, limit < 0 else { return nil }
      let name = Printable.line(className, limit: 100)
      return "\(name) has a limit of \(limit) retries; expected 0 or more, or nil for no limit"
    }
  }

  /// How the jobs of a class are retried; `nil` when they are not.
  func policy(for className: String) -> RetryPolicy? { handlers[className]?.options.retry }
}
