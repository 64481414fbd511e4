extension String {
  /// This text on one line and with no control character in it, so that what a server or a user sent cannot steer a
  /// terminal or forge a line of a log; cut at about 500 characters.
  ///
  /// A function of our own, because this module imports none of the package's others.
  var printable: String {
    var text = ""
    var length = 0
    for scalar in unicodeScalars {
      guard length < 500 else { return text + "…" }
      length += 1
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        text += "\\u{\(String(scalar.value, radix: 16))}"
      default:
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
