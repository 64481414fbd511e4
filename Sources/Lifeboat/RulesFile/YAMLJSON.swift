import LifeboatFormat
import Yams

/// Turns a value of a YAML file into JSON, as YAML 1.2 reads it: `yes` is a text, `1.0` keeps its fraction.
enum YAMLJSON {
  /// The value's JSON.
  ///
  /// - Throws: a problem with its place, for a value that JSON cannot have.
  static func bytes(of node: Node) throws(YAMLFileError.Problem) -> [UInt8] {
    var writer = JSONWriter()
    try write(node, to: &writer)
    return writer.bytes
  }

  private static func write(_ node: Node, to writer: inout JSONWriter) throws(YAMLFileError.Problem) {
    switch node {
    case .scalar(let scalar): write(scalar, to: &writer)
    case .sequence(let sequence):
      writer.beginArray()
      for item in sequence { try write(item, to: &writer) }
      writer.endArray()
    case .mapping(let mapping):
      writer.beginObject()
      for (key, value) in mapping {
        guard let name = key.scalar?.string else { throw problem("A key should be a name.", at: key) }
        writer.key(name)
        try write(value, to: &writer)
      }
      writer.endObject()
    case .alias: throw problem("An alias cannot stand here; write the value itself.", at: node)
    }
  }

  private static func write(_ scalar: Node.Scalar, to writer: inout JSONWriter) {
    guard scalar.style == .plain || scalar.style == .any else { return writer.string(scalar.string) }
    switch scalar.string {
    case "", "~", "null", "Null", "NULL": writer.null()
    case "true", "True", "TRUE": writer.bool(true)
    case "false", "False", "FALSE": writer.bool(false)
    case let text:
      // Only what JSON takes for a number is one.
      if let value = try? JSONSlice(parsing: Array(text.utf8)), value.numberText == text {
        writer.raw(text.utf8)
      } else {
        writer.string(text)
      }
    }
  }

  private static func problem(_ sentence: String, at node: Node) -> YAMLFileError.Problem {
    .init(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, sentence: sentence)
  }
}
