import LifeboatFormat

/// Jobs that Rails runs.
extension NewJob {
  /// An Active Job whose arguments are given as values.
  ///
  /// Write what JSON has no kind for as `.symbol("x")`, `.globalID(…)`, `.time(…)` and so on, keyword arguments as
  /// `.keywords(["user": 42])`. Any other object is a hash whose keys are strings.
  ///
  /// - Parameter options: its id, locale and so on; a random id unless told.
  public init(
    activeJob className: String, arguments: [JSONValue] = [], queue: String,
    options: ActiveJobOptions = ActiveJobOptions()
  ) {
    self.init(className, arguments: arguments, queue: queue)
    activeJob = options
    // A number whose text is none goes as it is, as in a plain job.
    if let slice = try? JSONSlice(parsing: self.arguments) { self.arguments = ActiveJobArguments.marked(slice) }
  }

  /// An Active Job whose arguments are already JSON.
  ///
  /// - Parameters:
  ///   - json: the text of a JSON array. Objects in it that have no marker of Active Job's (`_aj_…`) get one, which
  ///     makes them hashes whose keys are strings; every other byte goes to the queue as it is.
  ///   - options: its id, locale and so on; a random id unless told.
  /// - Throws: ``ClientError/arguments(className:reason:)`` when it is not a JSON array that Ruby reads.
  public init(
    activeJob className: String, json: [UInt8], queue: String, options: ActiveJobOptions = ActiveJobOptions()
  ) throws(ClientError) {
    self.init(className, queue: queue)
    activeJob = options
    arguments = ActiveJobArguments.marked(try Self.array(json, className: className))
    let envelope = ActiveJobEnvelope.encode(
      className: "C", arguments: arguments, queue: queue, options: options, enqueuedAt: ActiveJobTime(seconds: 0))
    try Self.check(Self.list(envelope), className: className)
  }
}
