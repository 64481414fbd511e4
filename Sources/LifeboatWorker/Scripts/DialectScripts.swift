import LifeboatFormat
import LifeboatRedis

/// What a dialect puts into the scripts that all dialects have in common: pieces of Lua, and how many arguments they take.
///
/// Each piece finds its keys behind the common ones, and its arguments where the script's comment says.
struct DialectScripts: Sendable {
  /// The dialect's name.
  let dialect: String
  /// The end of a queue's list at which jobs are taken, and given back.
  let front: ListEnd
  /// In the register script: writes what Ruby's tools read of an incarnation. `names` holds its names, `at` is where the
  /// dialect's arguments begin.
  let enter: String
  /// In the beat script: writes what changed. It may set `heard`, a text or an array of texts.
  let show: String
  /// In the vacate script: removes what Ruby's tools read under the name `id`.
  let leave: String
  /// How many arguments of its own the settle script has.
  let settleArguments: Int
  /// In the settle script: how failures are buried. It gives `refusal(queue)`, the error of a destination that cannot take
  /// one, and `bury(queue, entry)`, which cannot fail after that.
  let settleBurial: String
  /// In the settle script: the dialect's kinds. Each is a function in `kinds` and a number in `widths`; it returns whether
  /// the job's destination is written, and counts `failed` or `retried`.
  let kinds: String
  /// In the settle script, after something failed: makes room where it is short, and counts `spilled`.
  let settleSpill: String
  /// In the settle script: counters beside the common two, from `processed` and `failed`.
  let settleTally: String
  /// How many arguments of its own the vacate script has.
  let vacateArguments: Int
  /// In the vacate script: how poison is buried, as ``settleBurial``.
  let vacateBurial: String
  /// In the vacate script, after something was buried, as ``settleSpill``, and counters beside the common two, from
  /// `poisoned`.
  let vacateSpill: String

  /// A script's name: one for each dialect, since their sources differ.
  func name(_ script: String) -> String { "\(dialect)-\(script)" }
}

/// The scripts that every worker calls, as a dialect has them.
struct WorkerScripts: Sendable {
  let register: RedisScript
  let lease: RedisScript
  let settle: RedisScript
  let beat: RedisScript
  let vacate: RedisScript

  init(_ lua: DialectScripts) {
    register = .register(lua)
    lease = .lease(lua)
    settle = .settle(lua)
    beat = .beat(lua)
    vacate = .vacate(lua)
  }
}
