/// Values in the forms that Active Job gives them among its arguments.
///
/// Only for Active Jobs: a plain job's Ruby would see the objects that they are.
extension JSONValue {
  /// A symbol.
  public static func symbol(_ name: String) -> JSONValue { serialized(.symbol, ("value", .string(name))) }

  /// A model, which Rails looks up before it runs the job.
  public static func globalID(_ id: GlobalID) -> JSONValue {
    .object([(ActiveJobMarker.globalID.rawValue, .string(id.description))])
  }

  /// A `Time`.
  public static func time(_ time: ActiveJobTime) -> JSONValue {
    serialized(.time, ("value", .string(time.description)))
  }

  /// A `Date`.
  public static func date(_ date: CalendarDate) -> JSONValue {
    serialized(.date, ("value", .string(date.description)))
  }

  /// An `ActiveSupport::Duration` of seconds.
  public static func duration(_ duration: Duration) -> JSONValue {
    let seconds = JSONValue.number(text: duration.secondsText)
    let parts: JSONValue = duration == .zero ? [] : [[.symbol("seconds"), seconds]]
    return serialized(.duration, ("value", seconds), ("parts", parts))
  }

  /// A `BigDecimal`. Rails reads it from 7.1 on; to 6.1 and 7.0 send its text, as they do themselves.
  public static func decimal(_ decimal: DecimalText) -> JSONValue {
    serialized(.decimal, ("value", .string(decimal.description)))
  }

  /// Keyword arguments; they must be the last argument.
  public static func keywords(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    hash(members, .keywords)
  }

  /// A hash whose keys are symbols. In any other object the keys are strings.
  public static func symbolKeys(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    hash(members, .symbolKeys)
  }

  private static func hash(_ members: KeyValuePairs<String, JSONValue>, _ marker: ActiveJobMarker) -> JSONValue {
    .object(members.map { ($0.key, $0.value) } + [(marker.rawValue, .array(members.map { .string($0.key) }))])
  }

  private static func serialized(_ serializer: ActiveJobSerializer, _ fields: (String, JSONValue)...) -> JSONValue {
    .object([(ActiveJobMarker.serialized.rawValue, .string(serializer.rawValue))] + fields.map { ($0.0, $0.1) })
  }
}
