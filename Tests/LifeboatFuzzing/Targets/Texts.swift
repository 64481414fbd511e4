import LifeboatFormat

/// Small texts that people and other programs write: what is read is written so that it reads as the same.
func checkTexts(_ input: [UInt8]) throws(Violation) {
  let text = text(input)
  try checkRate(text)
  try checkDuration(text)
  try checkTimes(text)
  if let id = GlobalID(text) {
    try require(GlobalID(id.description) == id, "\(id) reads as another")
  }
  if let date = CalendarDate(text) {
    try require(CalendarDate(date.description) == date, "\(date) reads as another")
  }
  if let field = InflightField.parse(input) { _ = (field.sequence, field.queue) }
  _ = (DecimalText(text), NearNames.of(text, among: ["default", "critical", ""]))
}

private func checkRate(_ text: String) throws(Violation) {
  do {
    let rate = try RateText.parse(text)
    try require(rate > 0 && rate <= 1_000_000, "\(text) is \(rate) a second")
    _ = RateText.format(rate)
  } catch let failure as RateText.Failure {
    try requirePrintable(failure.description, "the reason")
  } catch let violation as Violation {
    throw violation
  } catch {
    throw Violation("another error: \(error)")
  }
}

private func checkDuration(_ text: String) throws(Violation) {
  let duration: Duration
  do {
    duration = try DurationText.parse(text)
  } catch {
    return try requirePrintable(error.description, "the reason")
  }
  let shown = DurationText.format(duration)
  try require(
    (try? DurationText.parse(shown.filter { $0 != " " })) == duration, "\(text) is shown as \(shown)")
}

private func checkTimes(_ text: String) throws(Violation) {
  if let (seconds, nanoseconds) = Timestamp.parse(text) {
    let shown = Timestamp.iso8601Z(seconds, nanoseconds: nanoseconds)
    let again = Timestamp.parse(shown)
    try require(
      again?.seconds == seconds && again?.nanoseconds == nanoseconds, "\(text) is shown as \(shown)")
  }
  if let time = ActiveJobTime(text) {
    let again = ActiveJobTime(time.description)
    try require(
      again?.seconds == time.seconds && again?.nanoseconds == time.nanoseconds, "\(text) is shown as \(time)")
  }
  _ = Timestamp.parseFailedAt(text)
  if let number = Double(text), let time = SidekiqTime(number) {
    _ = (time.text, time.milliseconds, time.advanced(bySeconds: .max), time.advanced(bySeconds: .min))
  }
  if let value = try? JSONSlice(parsing: Array(text.utf8)), let time = SidekiqTime(reading: value) {
    _ = (time.text, time.text(.milliseconds), time.double)
  }
}
