/// The keys with which Active Job says what an object inside arguments stands for.
///
/// Source: Active Job, `lib/active_job/arguments.rb`; the same in 6.1 to 8.1.
enum ActiveJobMarker: String, CaseIterable {
  /// The names of a hash's keys that are symbols; stands last in each plain hash.
  case symbolKeys = "_aj_symbol_keys"
  /// The same of a hash that is keyword arguments.
  case keywords = "_aj_ruby2_keywords"
  /// `true` in a hash with indifferent access.
  case indifferentAccess = "_aj_hash_with_indifferent_access"
  /// A model's address, the only key of its object.
  case globalID = "_aj_globalid"
  /// The name of the serializer that wrote the object; see ``ActiveJobSerializer``.
  case serialized = "_aj_serialized"

  /// Whether a plain hash carries it, beside its own keys.
  var isOfHash: Bool {
    switch self {
    case .symbolKeys, .keywords, .indifferentAccess: true
    case .globalID, .serialized: false
    }
  }

  /// The marker that a member's key is, if it is one.
  init?(_ member: JSONMembers.Member) {
    guard let marker = Self.allCases.first(where: { member.hasKey($0.rawValue) }) else { return nil }
    self = marker
  }
}

/// Active Job's own serializers, under the names that stand in payloads.
///
/// Source: Active Job, `lib/active_job/serializers/*.rb`. Ranges came with 7.1, decimals are written so from 7.2 on.
enum ActiveJobSerializer: String {
  case symbol = "ActiveJob::Serializers::SymbolSerializer"
  case time = "ActiveJob::Serializers::TimeSerializer"
  case dateTime = "ActiveJob::Serializers::DateTimeSerializer"
  case timeWithZone = "ActiveJob::Serializers::TimeWithZoneSerializer"
  case date = "ActiveJob::Serializers::DateSerializer"
  case duration = "ActiveJob::Serializers::DurationSerializer"
  case module = "ActiveJob::Serializers::ModuleSerializer"
  case decimal = "ActiveJob::Serializers::BigDecimalSerializer"
  case range = "ActiveJob::Serializers::RangeSerializer"
}
