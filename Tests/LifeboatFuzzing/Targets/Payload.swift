import LifeboatFormat

/// An edit of one field gives a job that can be read, has that value there, and differs in no other byte.
func checkPayload(_ input: [UInt8]) throws(Violation) {
  let payload: Payload
  do {
    payload = try Payload(input)
  } catch {
    return try requirePrintable(error.description, "the reason")
  }
  let scanned = Payload.scanning(input)
  try require(scanned.className?.bytes == payload.className?.bytes, "scanning finds another class")
  try require(scanned.arguments?.bytes == payload.arguments?.bytes, "scanning finds other args")
  for field in ["class", "args", "jid", "no such field"] {
    try checkEdits(of: field, in: payload)
  }
}

private func checkEdits(of field: String, in payload: Payload) throws(Violation) {
  let value = Array(#""a new value""#.utf8)
  let edited = try edit("replacing \(field)") { () throws(MalformedPayload) in try payload.replacing(field, with: value)
  }
  try require(edited.slice(of: field)?.string == "a new value", "\(field) is not replaced")
  let members = Array(payload.object.members)
  let changed = Array(edited.object.members)
  let place = members.lastIndex { $0.key == field } ?? members.count
  try require(changed.count == max(members.count, place + 1), "replacing \(field) changes how many members there are")
  for (index, member) in members.enumerated() where index != place {
    try require(
      changed[index].key == member.key && changed[index].value.bytes == member.value.bytes,
      "replacing \(field) changes member \(index)")
  }
  let growth = edited.bytes.count - payload.bytes.count
  let old =
    place < members.count ? members[place].value.bytes.count : -(field.utf8.count + 3 + (members.isEmpty ? 0 : 1))
  try require(growth == value.count - old, "replacing \(field) grows the payload by \(growth)")

  let removed = payload.removing(field)
  try require(removed.slice(of: field) == nil, "\(field) is not removed")
  let kept = members.filter { $0.key != field }
  try require(
    Array(removed.object.members).elementsEqual(kept) { $0.key == $1.key && $0.value.bytes == $1.value.bytes },
    "removing \(field) changes what stays")
  // Whatever is taken out of a payload that has it twice, adding brings it back once.
  let added = try edit("adding \(field)") { () throws(MalformedPayload) in try removed.adding(field, value) }
  try require(added.slice(of: field)?.string == "a new value", "\(field) is not added")
}

private func edit(_ what: String, _ body: () throws(MalformedPayload) -> Payload) throws(Violation) -> Payload {
  do {
    return try body()
  } catch {
    throw Violation("\(what) is refused: \(error)")
  }
}
