/// The time zones by the abbreviations that Ruby's `%Z` writes, as in Resque's `failed_at`.
///
/// Some stand for several zones; each has one meaning here:
///
/// | abbreviation | is read as | and not as |
/// | --- | --- | --- |
/// | `IST` | India, +05:30 | Ireland, Israel |
/// | `CST`, `CDT` | the middle of North America, -06:00 and -05:00 | China, Cuba |
/// | `BST` | Britain in summer, +01:00 | Bangladesh |
/// | `EST`, `EDT` | the east of North America | the east of Australia, which writes `AEST` and `AEDT` |
/// | `AST`, `ADT` | the Atlantic coast of North America | Arabia, which writes `+03` |
/// | `SST` | Samoa, -11:00 | Singapore, which writes `+08` |
///
/// Zones without an abbreviation write a number, such as `-03` or `+0545`, which needs no table. Source of names and offsets:
/// the tz database as of 2024, those in use; beside them those that it had for Brazil and other places until 2017.
enum ZoneAbbreviation {
  /// Seconds east of Greenwich; `nil` for an abbreviation that is not in the table.
  static func offset(of name: String) -> Int? {
    minutes[name].map { $0 * 60 }
  }

  private static let minutes: [String: Int] = [
    "UTC": 0, "GMT": 0, "Z": 0, "UCT": 0,
    // Europe.
    "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180, "IDT": 180, "MSK": 180,
    "MSD": 240,
    "TRT": 180,
    // North America and the Pacific.
    "NST": -210, "NDT": -150, "AST": -240, "ADT": -180, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300,
    "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600, "HDT": -540,
    "SST": -660, "ChST": 600,
    // South America.
    "BRT": -180, "BRST": -120, "ART": -180, "CLT": -240, "CLST": -180, "COT": -300, "PET": -300, "UYT": -180,
    "VET": -240, "BOT": -240, "ECT": -300, "PYT": -240, "PYST": -180,
    // Africa.
    "WAT": 60, "CAT": 120, "SAST": 120, "EAT": 180,
    // Asia.
    "IST": 330, "PKT": 300, "NPT": 345, "WIB": 420, "WITA": 480, "WIT": 540, "ICT": 420, "HKT": 480, "SGT": 480,
    "PHT": 480, "MYT": 480, "JST": 540, "KST": 540, "GST": 240,
    // Australia and New Zealand.
    "AWST": 480, "ACST": 570, "ACDT": 630, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
  ]
}
