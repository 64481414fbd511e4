import LifeboatFormat

extension FailureReport {
  /// What a failed list says of an error that a job threw, by the one table of error names.
  init(_ error: any Error) {
    switch error {
    case let error as UnknownClass: self.init(.unknownClass, error.description)
    case let error as UnfitPayload: self.init(.unfitPayload, error.description)
    case let error as UnfitArguments: self.init(.unfitArguments, error.description)
    case let error as MalformedPayload: self.init(.malformedPayload, error.description)
    case let error as CommandFailure: self = error.report
    case let error as JobTimedOut: self.init(.timedOut, error.description)
    case let error as FailureHookFailed: self = error.report
    default: self.init(exception: Self.name(of: error), message: String(describing: error))
    }
  }

  /// The whole name of an error's type. For a private one Swift puts in an address, another one in each run, by which
  /// nothing could be grouped.
  private static func name(of error: any Error) -> String {
    let parts = String(reflecting: type(of: error)).split(separator: ".")
    return parts.filter { !$0.hasPrefix("(unknown context at ") }.joined(separator: ".")
  }
}
