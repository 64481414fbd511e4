import LifeboatFormat

/// The lines that a child reads.
///
/// - A job: `{"id":17,"class":"Mail","queue":"mail","attempt":1,"dialect":"sidekiq","jid":"…","payload":{…}}`, without `jid`
///   where the job has none. The payload is what lay in the queue, to the byte, unless that has line breaks.
/// - A sign of life is asked for by `{"ping":5}`.
enum StreamRequest {
  /// - Returns: the line with its line feed.
  static func job(id: Int, _ context: JobContext) -> [UInt8] {
    let payload = context.payload
    var line = JSONWriter(capacity: payload.count + 160)
    line.beginObject()
    line.key("id")
    line.integer(id)
    line.key("class")
    line.string(context.className)
    line.key("queue")
    line.string(context.queue)
    line.key("attempt")
    line.integer(context.attempt)
    line.key("dialect")
    line.string(context.dialect)
    if let jid = context.jid {
      line.key("jid")
      line.string(jid)
    }
    line.key("payload")
    line.raw(payload.contains(UInt8(ascii: "\n")) ? onOneLine(payload) : payload)
    line.endObject()
    return line.bytes + [UInt8(ascii: "\n")]
  }

  /// - Returns: the line with its line feed.
  static func ping(_ number: Int) -> [UInt8] { Array("{\"ping\":\(number)}\n".utf8) }

  /// JSON without the line breaks that are allowed between its tokens, and without comments, which Ruby's parser takes and
  /// which end with their line. There are none within strings: a line feed is escaped there.
  private static func onOneLine(_ json: [UInt8]) -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(json.count)
    var rest = json[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""):
        line.append(byte)
        copyString(from: &rest, to: &line)
      case UInt8(ascii: "/"):
        skipComment(of: &rest)
        line.append(UInt8(ascii: " "))
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        line.append(UInt8(ascii: " "))
      default:
        line.append(byte)
      }
    }
    return line
  }

  private static func copyString(from rest: inout ArraySlice<UInt8>, to line: inout [UInt8]) {
    while let byte = rest.popFirst() {
      line.append(byte)
      if byte == UInt8(ascii: "\"") { return }
      if byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() { line.append(escaped) }
    }
  }

  private static func skipComment(of rest: inout ArraySlice<UInt8>) {
    if rest.popFirst() == UInt8(ascii: "/") {
      rest = rest.drop { $0 != UInt8(ascii: "\n") }
      return
    }
    var last: UInt8 = 0
    while let byte = rest.popFirst() {
      if last == UInt8(ascii: "*") && byte == UInt8(ascii: "/") { return }
      last = byte
    }
  }
}
