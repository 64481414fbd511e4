/// Looks for some bytes among many, a long step at a time (R. N. Horspool, "Practical fast searching in strings").
struct ByteSearch: Sendable {
  private let needle: [UInt8]
  /// For each byte how far the needle can move when that byte is under its last.
  private let steps: [Int]

  init(_ needle: [UInt8]) {
    self.needle = needle
    var steps = [Int](repeating: max(1, needle.count), count: 256)
    for (offset, byte) in needle.dropLast().enumerated() { steps[Int(byte)] = needle.count - 1 - offset }
    self.steps = steps
  }

  /// Whether the bytes are there; no bytes are everywhere.
  func isIn(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let last = needle.last else { return true }
    return needle.withUnsafeBufferPointer { needle in
      steps.withUnsafeBufferPointer { steps in
        var end = needle.count
        while end <= bytes.count {
          let byte = bytes[end - 1]
          if byte == last, bytes[(end - needle.count)..<end].elementsEqual(needle) { return true }
          end += steps[Int(byte)]
        }
        return false
      }
    }
  }
}
