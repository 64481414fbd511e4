/// A queue's name as Redis knows it: equal when its bytes are. Swift takes texts for equal that are different keys, such
/// as an `é` of one character and one of two.
struct QueueName: Hashable {
  let text: String

  init(_ text: String) {
    self.text = text
  }

  static func == (left: QueueName, right: QueueName) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
