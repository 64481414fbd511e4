/// What somebody asks an operation to do. It never changes: who goes on with it does what was asked then.
public struct OperationPlan: Sendable, Equatable {
  /// What to do with each entry.
  public let kind: OperationKind
  /// Which entries are meant.
  public let selection: FailureSelection
  /// The sets that they are taken from, one after the other.
  public var places: [FailurePlace]
  /// Who asks: `USER@HOST`.
  public let who: String
  /// What is different about jobs that go back to work.
  public var change = RequeueChange()
  /// Jobs a second at most; `nil` for no limit. Whoever drives the operation keeps to it.
  public var rate: Double?
  /// The rules of ``OperationKind/map``, as its file has them.
  public var rules: [UInt8]?
  /// The file that ``OperationKind/remove`` writes to; `nil` where entries are dropped.
  public var archive: String?
  /// Whether other records of entries are looked for, to leave with them; ``Operations`` finds out.
  var hasTwins = false
  /// What the person wrote about it.
  public var note: String?
  /// What is tried first.
  public var canary: Canary?

  /// A sample that is sent before the rest.
  public struct Canary: Sendable, Equatable {
    /// How many entries.
    public let sample: Int
    /// Which share of them must succeed, 0 to 1.
    public let need: Double
    /// How many entries are thought to be meant, so that the sample is spread over them.
    public let expected: Int

    /// A sample of that many.
    public init(sample: Int, need: Double, expected: Int) {
      self.sample = sample
      self.need = need
      self.expected = expected
    }

    /// Every how-manieth entry that is meant belongs to the sample.
    var stride: Int { max(1, expected / max(1, sample)) }
  }

  /// A plan without anything special.
  public init(_ kind: OperationKind, of selection: FailureSelection, in places: [FailurePlace], who: String) {
    self.kind = kind
    self.selection = selection
    self.places = places
    self.who = who
  }
}
