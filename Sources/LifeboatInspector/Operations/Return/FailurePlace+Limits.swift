extension FailurePlace {
  /// How many entries may be put into it, 0 for any number: Ruby's Sidekiq trims its dead set to 9,999 at every death. As for our
  /// own deaths some room stays.
  var deadLimit: Int { trimsItself ? 9_000 : 0 }

  /// For how many seconds Ruby keeps what is in it: 180 days.
  var deadSeconds: Int { trimsItself ? 15_552_000 : 0 }

  private var trimsItself: Bool { kind == .sortedSet && name == DeadEntry.Origin.dead.rawValue }
}
