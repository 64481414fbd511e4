/// The bytes of a text.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// The text of bytes, for readable comparisons.
func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

/// A payload as Ruby writes it.
func payload(_ className: String, _ arguments: String = "[]") -> String {
  #"{"class":"\#(className)","args":\#(arguments)}"#
}
