/// Encodes one value into its place in the tree.
struct ValueEncoder: Encoder {
  let target: EncodedValue
  let codingPath: [any CodingKey]
  private let form: ArgumentsForm
  private let isRoot: Bool

  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(_ target: EncodedValue, form: ArgumentsForm, path: [any CodingKey] = [], isRoot: Bool = false) {
    self.target = target
    codingPath = path
    self.form = form
    self.isRoot = isRoot
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    target.beginObject()
    let container = ObjectEncodingContainer<Key>(self)
    return isRoot ? KeyedEncodingContainer(PositionalEncodingContainer(container)) : KeyedEncodingContainer(container)
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    target.beginArray()
    return ArrayEncodingContainer(self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  /// The encoder for a value one step further inside.
  func child(_ target: EncodedValue, _ key: any CodingKey) -> ValueEncoder {
    ValueEncoder(target, form: form, path: codingPath + [key])
  }

  /// Says of the object that was encoded that it is keyword arguments. A plain job has none.
  func markKeywords() {
    target.isKeywords = form == .activeJob
  }

  /// Encodes a value whose type decides how.
  func encode<Value: Encodable>(_ value: Value) throws {
    if let value = value as? JSONValue {
      // Past Codable, so that number text and the order of keys survive. At the root, an array is the arguments.
      if isRoot, case .array(let elements) = value {
        target.beginArray()
        for element in elements {
          let place = EncodedValue()
          place.set { element.write(to: &$0) }
          target.append(place)
        }
      } else {
        target.set { value.write(to: &$0) }
      }
    } else if form == .activeJob, let value = value as? any ActiveJobValue {
      let form = value.activeJobForm
      target.set { form.write(to: &$0) }
    } else if Value.self == Duration.self, let duration = value as? Duration {
      target.set { $0.raw(duration.secondsText.utf8) }
    } else {
      try value.encode(to: self)
    }
  }
}

extension ValueEncoder: SingleValueEncodingContainer {
  func encodeNil() { target.set { $0.null() } }
  func encode(_ value: Bool) { target.set { $0.bool(value) } }
  func encode(_ value: String) { target.set { $0.string(value) } }
  func encode(_ value: Int) { target.set { $0.integer(value) } }
  func encode(_ value: Int8) { target.set { $0.integer(value) } }
  func encode(_ value: Int16) { target.set { $0.integer(value) } }
  func encode(_ value: Int32) { target.set { $0.integer(value) } }
  func encode(_ value: Int64) { target.set { $0.integer(value) } }
  func encode(_ value: Int128) { target.set { $0.integer(value) } }
  func encode(_ value: UInt) { target.set { $0.integer(value) } }
  func encode(_ value: UInt8) { target.set { $0.integer(value) } }
  func encode(_ value: UInt16) { target.set { $0.integer(value) } }
  func encode(_ value: UInt32) { target.set { $0.integer(value) } }
  func encode(_ value: UInt64) { target.set { $0.integer(value) } }
  func encode(_ value: UInt128) { target.set { $0.integer(value) } }

  func encode(_ value: Double) throws {
    try encodeFinite(value, isFinite: value.isFinite, text: RubyFloat.text)
  }

  func encode(_ value: Float) throws {
    // The float's own shortest digits: 0.1, not 0.10000000149011612.
    try encodeFinite(value, isFinite: value.isFinite, text: RubyFloat.text)
  }

  private func encodeFinite<Number>(_ value: Number, isFinite: Bool, text: (Number) -> String) throws {
    guard isFinite else {
      let context = EncodingError.Context(
        codingPath: codingPath, debugDescription: "\(value) can't be written as JSON; a finite number was expected.")
      throw EncodingError.invalidValue(value, context)
    }
    let digits = text(value)
    target.set { $0.raw(digits.utf8) }
  }
}
