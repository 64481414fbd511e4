import LifeboatFormat

extension InspectorDialect {
  /// A failure's entry after these rules have been applied to its job; every byte that has nothing to do with them stays.
  ///
  /// Which rules fit goes by the job as it failed; each changes what those before it left.
  ///
  /// - Returns: the entry as it is when no rule changes anything.
  /// - Throws: ``RewriteObstacle`` when a rule that fits cannot be applied.
  public func rewritten(_ record: FailureRecord, by rules: [RewriteRule]) throws(RewriteObstacle) -> [UInt8] {
    let fitting = rules.filter { $0.fits(className: record.className, queue: record.queue) }
    guard !fitting.isEmpty else { return record.stored.bytes }
    guard let job = job(of: record) else { throw RewriteObstacle("the entry does not hold its job") }
    var rewritten = job
    for rule in fitting { rewritten = try rule.rewrite.applied(to: rewritten, namesQueue: jobsNameQueues) }
    let queue = fitting.last { $0.rewrite.queue != nil }?.rewrite.queue
    let isMoved = queue.map { !($0.utf8.elementsEqual((record.queue ?? "").utf8)) } ?? false
    guard isMoved || rewritten != job else { return record.stored.bytes }
    return try entry(of: record, holding: rewritten, queue: queue)
  }
}
