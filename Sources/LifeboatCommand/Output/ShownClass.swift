import Lifeboat

/// A job's class as people see it.
enum ShownClass {
  /// The name, and of an Active Job that it is one: `WelcomeJob (Active Job)`.
  static func text(_ name: String, isActiveJob: Bool) -> String {
    Printable.line(name, limit: 60) + (isActiveJob ? " (Active Job)" : "")
  }
}
