import LifeboatFormat

extension FailureReport {
  /// What a failed list says of an error that a job threw, by the one table of error names.
  init(_ error: any Error) {
    switch error {
    case let error as UnknownClass: self.init(.unknownClass, error.description)
    case let error as UnfitArguments: self.init(.unfitArguments, error.description)
    case let error as MalformedPayload: self.init(.malformedPayload, error.description)
    case let error as CommandFailure: self = error.report
    default: self.init(exception: String(reflecting: type(of: error)), message: String(describing: error))
    }
  }
}
