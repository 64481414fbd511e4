/// Writes the shape of a message in one pass; see ``MessageShape`` for the rules.
///
/// The time is linear in the text: what is looked for and not there once is not looked for again.
struct MessageShapeWriter {
  private let text: UnsafeBufferPointer<UInt8>
  private let end: Int
  private var position: Int
  private var output: [UInt8] = []
  /// The quotes, and `<` for objects, that are known not to be closed behind the current position.
  private var unclosed: Set<UInt8> = []

  /// - Parameter text: the message; what is behind its first line with a text is not looked at.
  init(_ text: UnsafeBufferPointer<UInt8>) {
    self.text = text
    let start = text.firstIndex { $0 > UInt8(ascii: " ") } ?? text.count
    position = start
    end = text[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? text.count
    output.reserveCapacity(MessageShape.limit + 40)
  }

  mutating func write() -> String {
    while position < end, output.count <= MessageShape.limit { step() }
    while let last = output.last, last == UInt8(ascii: " ") { output.removeLast() }
    return String(decoding: output.count > MessageShape.limit ? cut : output[...], as: UTF8.self)
  }

  private mutating func step() {
    let byte = text[position]
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      if writesID() || writesNumber() { return }
    case UInt8(ascii: "-"), UInt8(ascii: "+"):
      // A sign, where it joins nothing.
      if !isWord(before: position), isDigit(position + 1) { return position += 1 }
    case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
      if writesQuoted(byte) { return }
    case UInt8(ascii: "#"):
      if writesObject() { return }
    case UInt8(ascii: "@"):
      if writesAddress() { return }
    default: break
    }
    output.append(byte)
    position += 1
  }

  /// A UUID, an address in memory or a hexadecimal id of eight digits and more, one of them decimal.
  private mutating func writesID() -> Bool {
    guard !isWord(before: position) else { return false }
    if isUUID {
      put("UUID")
      position += 36
      return true
    }
    let start = text[position] == UInt8(ascii: "0") && at(position + 1) == UInt8(ascii: "x") ? position + 2 : position
    var index = start
    var hasDigit = false
    while index < end, isHex(text[index]) {
      hasDigit = hasDigit || isDigit(index)
      index += 1
    }
    let isLong = start == position ? index - start >= 8 && hasDigit : index > start
    guard isLong, !isLetter(at(index)) else { return false }
    // Not a sign of its own: some ids have no letter in them.
    put("N")
    position = index
    return true
  }

  /// Digits, with what stands between two of them in numbers, addresses, dates and times.
  private mutating func writesNumber() -> Bool {
    guard isDigit(position) else { return false }
    var index = position
    while isDigit(index) { index += 1 }
    if isLetter(position > 0 ? text[position - 1] : 0), index - position < 3 {
      output.append(contentsOf: text[position..<index])
      position = index
      return true
    }
    while isDigit(index) || (isBetweenDigits(at(index)) && isDigit(index + 1)) { index += 1 }
    if at(index) == UInt8(ascii: "e") {
      let isSigned = at(index + 1) == UInt8(ascii: "-") || at(index + 1) == UInt8(ascii: "+")
      var exponent = index + (isSigned ? 2 : 1)
      if isDigit(exponent) {
        while isDigit(exponent) { exponent += 1 }
        index = exponent
      }
    }
    // The Z of a time in UTC.
    if at(index) == UInt8(ascii: "Z"), !isLetter(at(index + 1)) { index += 1 }
    put("N")
    position = index
    return true
  }

  /// A text between quotes; an apostrophe within a word is none.
  private mutating func writesQuoted(_ quote: UInt8) -> Bool {
    if quote == UInt8(ascii: "'"), isWord(before: position) { return false }
    guard !unclosed.contains(quote), let close = closing(quote) else {
      unclosed.insert(quote)
      return false
    }
    output.append(quote)
    put("…")
    output.append(text[close])
    position = close + 1
    return true
  }

  private func closing(_ quote: UInt8) -> Int? {
    var index = position + 1
    while index < end {
      let byte = text[index]
      if byte == UInt8(ascii: "\\") {
        index += 2
        continue
      }
      switch quote {
      case UInt8(ascii: "\""):
        if byte == quote { return index }
      case UInt8(ascii: "`"):
        if byte == quote || byte == UInt8(ascii: "'") { return index }
      default:
        if byte == quote, !isLetter(at(index + 1)), !isDigit(index + 1) { return index }
      }
      index += 1
    }
    return nil
  }

  /// `#<User id: 42>`, with whatever objects are within.
  private mutating func writesObject() -> Bool {
    guard at(position + 1) == UInt8(ascii: "<"), isLetter(at(position + 2)), !unclosed.contains(UInt8(ascii: "<"))
    else {
      return false
    }
    var name = position + 2
    while isLetter(at(name)) || isDigit(name) || at(name) == UInt8(ascii: "_")
      || (at(name) == UInt8(ascii: ":") && (at(name + 1) == UInt8(ascii: ":") || isLetter(at(name + 1))))
    {
      name += 1
    }
    guard let close = closingObject(from: name) else {
      unclosed.insert(UInt8(ascii: "<"))
      return false
    }
    output.append(contentsOf: text[position..<name])
    output.append(UInt8(ascii: ">"))
    position = close + 1
    return true
  }

  private func closingObject(from start: Int) -> Int? {
    var depth = 1
    for index in start..<max(start, end) {
      if text[index] == UInt8(ascii: "<"), text[index - 1] == UInt8(ascii: "#") { depth += 1 }
      // The arrow of a hash closes nothing.
      if text[index] == UInt8(ascii: ">"), text[index - 1] != UInt8(ascii: "=") { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }

  /// At the `@` of an e-mail address, the first part of which has been written.
  private mutating func writesAddress() -> Bool {
    guard let last = output.last, isAddress(last) else { return false }
    var index = position + 1
    var hasDot = false
    while isLetter(at(index)) || isDigit(index) || at(index) == UInt8(ascii: "-")
      || (at(index) == UInt8(ascii: ".") && isLetter(at(index + 1)))
    {
      hasDot = hasDot || text[index] == UInt8(ascii: ".")
      index += 1
    }
    guard hasDot else { return false }
    while let last = output.last, isAddress(last) { output.removeLast() }
    put("EMAIL")
    position = index
    return true
  }

  private mutating func put(_ word: StaticString) {
    word.withUTF8Buffer { output.append(contentsOf: $0) }
  }

  /// The output up to its limit, no character cut in two.
  private var cut: ArraySlice<UInt8> {
    var length = MessageShape.limit
    while length > 0, output[length] & 0xC0 == 0x80 { length -= 1 }
    return output[..<length]
  }

  private var isUUID: Bool {
    guard end - position >= 36, !isLetter(at(position + 36)), !isDigit(position + 36) else { return false }
    for offset in 0..<36 {
      let isDash = offset == 8 || offset == 13 || offset == 18 || offset == 23
      let byte = text[position + offset]
      guard isDash ? byte == UInt8(ascii: "-") : isHex(byte) else { return false }
    }
    return true
  }

  /// The byte there; 0 behind the end.
  private func at(_ index: Int) -> UInt8 { index < end ? text[index] : 0 }

  private func isDigit(_ index: Int) -> Bool { index < end && text[index] &- UInt8(ascii: "0") < 10 }

  private func isWord(before index: Int) -> Bool { index > 0 && (isDigit(index - 1) || isLetter(text[index - 1])) }

  /// Whether a word has it; bytes of other scripts do.
  private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte >= 0x80 }

  private func isHex(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 6
  }

  private func isBetweenDigits(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "-"),
      UInt8(ascii: "/"), UInt8(ascii: "T"):
      true
    default: false
    }
  }

  private func isAddress(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "%"): true
    default: (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
    }
  }
}
