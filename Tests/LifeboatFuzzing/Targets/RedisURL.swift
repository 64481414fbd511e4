import LifeboatRedis

/// Neither a URL nor the error of one that cannot be read shows anything of what stands where a password does; and what is
/// shown of a plain one reads as the same.
func checkRedisURL(_ input: [UInt8]) throws(Violation) {
  let secret = "S3CR3T"
  let pieces = parts(of: input, 4).map { text($0).replacing(secret) }
  let (scheme, user, more) = (pieces[0], pieces[1], pieces[2])
  // The last @ ends what is a secret.
  let rest = String(decoding: pieces[3].utf8.filter { $0 != UInt8(ascii: "@") }, as: UTF8.self)
  // A lone user is a password; with a colon behind it, it is a name.
  let lone = more.utf8.contains(UInt8(ascii: ":")) ? [] : ["\(secret)\(more)"]
  for credentials in ["\(user):\(secret)\(more)"] + lone {
    let shown = try shown("\(scheme)://\(credentials)@\(rest)")
    try require(!shown.contains(secret), "the password shows: \(shown)")
  }
  let plain = text(input)
  guard let url = try? RedisURL(plain) else {
    _ = try shown(plain)
    return
  }
  let description = try shown(plain)
  guard description.utf8.allSatisfy({ isUnreserved($0) }), url.user == nil || !description.contains("***") else {
    return
  }
  guard let again = try? RedisURL(description) else { throw Violation("\(description) cannot be read") }
  try require(again.endpoint == url.endpoint && again.database == url.database, "\(description) is another")
  try require(again.description == description, "\(description) is then \(again.description)")
}

private func shown(_ text: String) throws(Violation) -> String {
  let shown: String
  do {
    shown = try RedisURL(text).description
  } catch {
    shown = error.description
  }
  try requirePrintable(shown, "what is shown")
  return shown
}

private func isUnreserved(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "%"), UInt8(ascii: "#"), UInt8(ascii: "\\"), 0x80...: false
  default: true
  }
}

extension String {
  /// The text without a word in it.
  fileprivate func replacing(_ word: String) -> String {
    split(separator: word, omittingEmptySubsequences: false).joined()
  }
}
