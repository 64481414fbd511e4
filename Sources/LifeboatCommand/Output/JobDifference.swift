import Lifeboat
import LifeboatInspector

/// What is different about a job after a change, place by place.
struct JobDifference {
  private let differences: [JSONDifference]
  private let before: [UInt8]
  private let after: [UInt8]

  /// - Parameters:
  ///   - before: the job's bytes.
  ///   - after: those after the change.
  init(_ before: [UInt8], _ after: [UInt8]) {
    self.before = before
    self.after = after
    if let old = try? JSONSlice(parsing: before), let new = try? JSONSlice(parsing: after) {
      differences = JSONDifference.between(old, new)
    } else {
      differences = []
    }
  }

  /// Two lines for each place: what stood there, in red, and what stands there, in green. Where one of the two is no JSON, or
  /// they differ in their spelling only, they stand there whole.
  func lines(isColoured: Bool) -> [String] {
    guard !differences.isEmpty else {
      return [line("-", "", before[...], isColoured), line("+", "", after[...], isColoured)]
    }
    return differences.flatMap { difference -> [String] in
      let place = Printable.line(difference.path.joined(separator: "."), limit: 80) + "  "
      return [("-", difference.left), ("+", difference.right)].compactMap { sign, value in
        value.map { line(sign, place, $0.bytes, isColoured) }
      }
    }
  }

  /// An array of objects with a place's path and its values.
  func json(_ json: inout JSONWriter) {
    json.beginArray()
    for difference in differences {
      json.beginObject()
      json.field("path", difference.path)
      json.field("before", json: difference.left.map { Array($0.bytes) })
      json.field("after", json: difference.right.map { Array($0.bytes) })
      json.endObject()
    }
    json.endArray()
  }

  private func line(_ sign: String, _ place: String, _ value: ArraySlice<UInt8>, _ isColoured: Bool) -> String {
    let text = "\(sign) \(place)\(Printable.line(value, limit: 500))"
    guard isColoured else { return text }
    return "\u{1B}[\(sign == "-" ? "31" : "32")m\(text)\u{1B}[0m"
  }
}
