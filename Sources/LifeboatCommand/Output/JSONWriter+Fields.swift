import Lifeboat

extension JSONWriter {
  mutating func field(_ name: String, _ value: String) {
    key(name)
    string(value)
  }

  mutating func field(_ name: String, _ value: String?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  mutating func field(_ name: String, _ value: Int?) {
    key(name)
    if let value { integer(value) } else { null() }
  }

  /// A number that is not whole.
  mutating func field(_ name: String, _ value: Double?) {
    key(name)
    if let value, value.isFinite { raw(Array("\(value)".utf8)) } else { null() }
  }

  mutating func field(_ name: String, _ value: Bool) {
    key(name)
    bool(value)
  }

  /// A time in ISO 8601, UTC.
  mutating func field(_ name: String, time seconds: Int?) {
    key(name)
    if let seconds { string(Timestamp.iso8601Z(seconds)) } else { null() }
  }

  mutating func field(_ name: String, _ values: [String]) {
    key(name)
    beginArray()
    for value in values { string(value) }
    endArray()
  }

  /// JSON bytes as they are; null when they are missing or not strict.
  mutating func field(_ name: String, json bytes: [UInt8]?) {
    key(name)
    guard let bytes, let slice = try? JSONSlice(parsing: bytes), slice.findings.isStrict else { return null() }
    raw(slice.bytes)
  }
}
