/// What one check of a ``Checkup`` found.
public struct Finding: Sendable, Equatable {
  /// How much it matters. The raw values are the words of the JSON.
  public enum Level: String, Sendable, CaseIterable, Comparable {
    /// Jobs are lost, are stuck or never run, or soon will be: somebody has to act.
    case problem
    /// Nothing is wrong yet, or only a part; somebody should look.
    case warning
    /// Good to know; also what could not be looked at.
    case note
    /// All is as it should be.
    case fine

    /// What matters more is less, so that it sorts first.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// A number, a text or a list of texts that the sentence speaks of, for programs.
  public struct Evidence: Sendable, Equatable {
    /// What can be told.
    public enum Value: Sendable, Equatable {
      case number(Int)
      case text(String)
      case texts([String])
    }

    /// The field's name, which does not change.
    public let name: String
    /// What it says.
    public let value: Value
  }

  /// How much it matters.
  public let level: Level
  /// What was found: a printable sentence without its full stop.
  public let sentence: String
  /// What to do about it; `nil` where nothing is to be done. Printable.
  public let advice: String?
  /// What the sentence speaks of.
  public let evidence: [Evidence]

  init(_ level: Level, _ sentence: String, advice: String? = nil, evidence: [Evidence] = []) {
    self.level = level
    self.sentence = sentence
    self.advice = advice
    self.evidence = evidence
  }

  static func problem(_ sentence: String, advice: String, _ evidence: Evidence...) -> Finding {
    Finding(.problem, sentence, advice: advice, evidence: evidence)
  }

  static func warning(_ sentence: String, advice: String, _ evidence: Evidence...) -> Finding {
    Finding(.warning, sentence, advice: advice, evidence: evidence)
  }

  static func note(_ sentence: String, advice: String? = nil, _ evidence: Evidence...) -> Finding {
    Finding(.note, sentence, advice: advice, evidence: evidence)
  }

  /// What could not be looked at, because Redis refused.
  static func unseen(_ error: InspectorError) -> Finding {
    .note("could not look: \(error)", .text("error", "\(error)"))
  }
}

extension Finding.Evidence {
  static func number(_ name: String, _ number: Int) -> Self { Self(name: name, value: .number(number)) }

  static func text(_ name: String, _ text: String) -> Self { Self(name: name, value: .text(text)) }

  static func texts(_ name: String, _ texts: [String]) -> Self { Self(name: name, value: .texts(texts)) }
}
