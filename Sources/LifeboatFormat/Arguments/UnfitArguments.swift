/// Why a payload's arguments don't fit the type that should be made of them.
public enum UnfitArguments: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is no argument for a property that needs one.
  case tooFew(className: String, atLeast: Int, got: Int, missing: String)
  /// There are more arguments than the type has properties.
  case tooMany(className: String, atMost: Int, got: Int)
  /// An argument is something else than its property.
  ///
  /// `index` counts from 0. `name` is the property, with the way into it: `address.street`, `items[2]`. `expected` and
  /// `got` are ready for a sentence: "an integer", "the string \"seven\"".
  case wrongType(className: String, index: Int, name: String, expected: String, got: String)

  /// A complete sentence. Safe to print.
  public var description: String {
    switch self {
    case .tooFew(let className, let atLeast, let got, let missing):
      "\(Self.shown(className)) needs at least \(Self.count(atLeast)), but the payload has \(got): "
        + "\(Self.shown(missing)) is missing."
    case .tooMany(let className, let atMost, let got):
      "\(Self.shown(className)) takes at most \(Self.count(atMost)), but the payload has \(got)."
    case .wrongType(let className, let index, let name, let expected, let got):
      "Argument \(index + 1) of \(Self.shown(className)) (\(Self.shown(name))) must be \(expected), "
        + "but the payload has \(got)."
    }
  }

  private static func shown(_ name: String) -> String { Printable.line(name, limit: 100) }

  private static func count(_ number: Int) -> String {
    number == 1 ? "1 argument" : "\(number) arguments"
  }
}
