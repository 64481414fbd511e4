/// One thing that a ``Checkup`` looks at. It only reads.
public protocol Check: Sendable {
  /// What it is called in the output, in `--only` and `--skip`; it does not change.
  var name: String { get }
  /// Under which heading it stands.
  var group: CheckGroup { get }
  /// The sentence for when nothing was found.
  var fine: String { get }

  /// What is wrong; nothing when all is well.
  ///
  /// - Throws: what Redis refused, such as a missing permission: then it could not look.
  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding]
}

/// The headings under which checks stand, in their order. The raw values are the words of the JSON.
public enum CheckGroup: String, Sendable, CaseIterable {
  case redis, sizes, keys, workers, queues, delayed, operations, payloads

  /// The heading.
  public var title: String {
    switch self {
    case .redis: "Redis"
    case .sizes: "Sizes"
    case .keys: "Keys"
    case .workers: "Workers"
    case .queues: "Queues"
    case .delayed: "Delayed jobs"
    case .operations: "Operations on failures"
    case .payloads: "Jobs, in a sample"
    }
  }
}
