/// Makes a value of a payload's positional arguments.
///
/// Ruby's `args` have no names, so the n-th distinct property that the type asks for is the n-th argument; with
/// Swift's own Codable that is the order of the properties. Arguments behind the end are nil for optionals. Objects
/// inside arguments decode by their keys, a `Duration` from a number of seconds.
public enum ArgumentsDecoder {
  /// Decodes a value.
  ///
  /// - Parameters:
  ///   - arguments: the array of arguments; nil for none.
  ///   - className: the job's class, for the error.
  /// - Throws: ``UnfitArguments``, also when more arguments come than the type asks for.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from arguments: JSONSlice?, className: String
  ) throws(UnfitArguments) -> Value {
    let slice = arguments ?? none
    let positions = Positions(slice, className: className)
    let value: Value
    do {
      value = try SliceDecoder(slice, positions, isRoot: true).decode(type)
    } catch {
      throw positions.unfit(error)
    }
    if !positions.isReadWhole { try positions.checkCount() }
    return value
  }

  /// Decodes a value of each argument, for code that takes them as parameters. They have no names, so errors call them
  /// `argument 1` and so on.
  ///
  /// - Parameters:
  ///   - arguments: the array of arguments; nil for none.
  ///   - className: the job's class, for the error.
  /// - Throws: ``UnfitArguments``, also when more arguments come than there are values.
  public static func decodeEach<each Value: Decodable>(
    from arguments: JSONSlice?, className: String
  ) throws(UnfitArguments) -> (repeat each Value) {
    var parameters = ParameterDecoder(arguments ?? none, className: className)
    let values: (repeat each Value)
    do {
      values = (repeat try parameters.next((each Value).self))
    } catch {
      throw parameters.positions.unfit(error)
    }
    try parameters.positions.checkCount()
    return values
  }

  private static var none: JSONSlice { JSONSlice(Array("[]".utf8), 0..<2) }
}
