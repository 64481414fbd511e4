import LifeboatFormat

/// Arguments either become a value, which is written as arguments that give it again, or there is a sentence that says why not.
func checkArguments(_ input: [UInt8]) throws(Violation) {
  guard let arguments = try? JSONSlice(parsing: input), arguments.kind == .array else { return }
  try checkDecoding(Order.self, arguments)
  try checkDecoding(Numbers.self, arguments)
  try checkDecoding(Anything.self, arguments)
  do {
    _ = try ArgumentsDecoder.decodeEach(from: arguments, className: "C") as (Int, String?, [Double]?)
  } catch {
    try requirePrintable(error.description, "the reason")
  }
}

private func checkDecoding<Value: Codable & Equatable>(
  _ type: Value.Type, _ arguments: JSONSlice
) throws(Violation) {
  let value: Value
  do {
    value = try ArgumentsDecoder.decode(type, from: arguments, className: "C\u{1B}[31m")
  } catch {
    return try requirePrintable(error.description, "the reason")
  }
  do {
    let written = try ArgumentsEncoder.encode(value)
    let again = try ArgumentsDecoder.decode(type, from: try JSONSlice(parsing: written), className: "C")
    try require(again == value, "\(value) comes back as \(again)")
  } catch let violation as Violation {
    throw violation
  } catch {
    throw Violation("\(value) does not come back: \(error)")
  }
}

private struct Order: Codable, Equatable {
  var id: Int
  var name: String
  var lines: [Line]
  var tags: [String: Int]?
  var next: Line?

  struct Line: Codable, Equatable {
    var price: Double
    var isGift: Bool?
    var code: UInt8?
  }
}

private struct Numbers: Codable, Equatable {
  var small: Int8
  var large: UInt64?
  var single: Float?
  var seconds: [Int16]?
  var nested: [[Int32]]?
}

private struct Anything: Codable, Equatable {
  var first: JSONValue
  var second: JSONValue?
  var third: JSONValue?
}
