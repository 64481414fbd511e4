import LifeboatFormat

/// One life of a worker process in Redis: registered when it starts, ended when it leaves or is declared dead.
///
/// A process that was declared dead while it was paused takes a new incarnation; whatever carries the old one is
/// refused by every script.
struct Incarnation: Sendable {
  /// A random name, the field in `processes`.
  let name: String
  /// Which life of this process it is, from 1; tells jobs of an earlier life from those of this one.
  let ordinal: Int
  /// The names under which Ruby's tools see it.
  let names: [String]
  /// Where its jobs go when they fail.
  let endings: any Endings

  init(ordinal: Int, names: [String], endings: any Endings) {
    var generator = SystemRandomNumberGenerator()
    let random = String(generator.next() as UInt64, radix: 16)
    name = String(repeating: "0", count: 16 - random.count) + random
    self.ordinal = ordinal
    self.names = names
    self.endings = endings
  }
}
