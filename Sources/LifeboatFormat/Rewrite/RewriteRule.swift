/// Which jobs are rewritten, and how.
public struct RewriteRule: Sendable, Equatable {
  /// The classes that it is for, an Active Job's own; empty for all.
  public var classes: [String] = []
  /// The queues that it is for; empty for all.
  public var queues: [String] = []
  /// What is different afterwards.
  public var rewrite = JobRewrite()
  /// Where it begins in its file, from 1.
  public var line = 1

  /// A rule for every job that changes nothing.
  public init() {}

  /// Whether it is for such a job.
  public func fits(className: String?, queue: String?) -> Bool {
    Self.has(classes, className) && Self.has(queues, queue)
  }

  /// By bytes: Swift takes some names for equal that Ruby doesn't.
  private static func has(_ names: [String], _ name: String?) -> Bool {
    names.isEmpty || names.contains { name?.utf8.elementsEqual($0.utf8) ?? false }
  }
}
