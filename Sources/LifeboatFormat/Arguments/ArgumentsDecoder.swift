/// Makes a value of a payload's positional arguments.
///
/// Ruby's `args` have no names, so the n-th distinct property that the type asks for is the n-th argument; with
/// Swift's own Codable that is the order of the properties. Arguments behind the end are nil for optionals. Objects
/// inside arguments decode by their keys.
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
    let slice = arguments ?? JSONSlice(Array("[]".utf8), 0..<2)
    let positions = Positions(slice, className: className)
    let value: Value
    do {
      value = try SliceDecoder(slice, positions, isRoot: true).decode(type)
    } catch let error as UnfitArguments {
      throw error
    } catch {
      throw positions.unfit(error)
    }
    let got = positions.elements.count
    if !positions.isReadWhole, got > positions.names.count {
      throw .tooMany(className: className, atMost: positions.names.count, got: got)
    }
    return value
  }
}
