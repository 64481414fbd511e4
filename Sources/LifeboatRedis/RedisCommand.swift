/// One command: its name and its arguments, as bytes.
///
/// All arguments lie in one buffer, so a command costs two allocations however many it has, and none when it is
/// built again after ``removeAll(keepingCapacity:)``.
public struct RedisCommand: Sendable, Equatable {
  private(set) var bytes: [UInt8] = []
  /// Where each argument ends in ``bytes``; it starts where the one before it ends.
  private(set) var ends: [Int] = []

  /// - Parameter name: a command of one word; for `CLIENT ID` the second word is the first argument.
  public init(_ name: String, _ arguments: any RedisArgument...) {
    append(name)
    for argument in arguments { argument.append(to: &self) }
  }

  /// - Parameter words: the command's name and its arguments.
  public init(_ words: [String]) {
    append(each: words)
  }

  /// How many arguments there are, the name included.
  public var count: Int { ends.count }

  /// The first argument.
  public var name: String { ends.isEmpty ? "" : String(decoding: argument(0), as: UTF8.self) }

  /// The bytes of one argument; 0 is the name.
  public func argument(_ index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// Appends a text as one argument, in UTF-8.
  public mutating func append(_ text: some StringProtocol) {
    bytes.append(contentsOf: text.utf8)
    ends.append(bytes.count)
  }

  /// Appends bytes as one argument.
  public mutating func append(_ argument: some Collection<UInt8>) {
    bytes.append(contentsOf: argument)
    ends.append(bytes.count)
  }

  /// Appends a number as one argument, in decimal digits.
  public mutating func append(_ number: Int) {
    append(String(number))
  }

  /// Appends one argument that the closure writes in place, after the bytes already there.
  public mutating func append<E: Error>(writing body: (inout [UInt8]) throws(E) -> Void) throws(E) {
    try body(&bytes)
    ends.append(bytes.count)
  }

  /// Appends each element as one argument.
  public mutating func append(each arguments: some Sequence<some RedisArgument>) {
    for argument in arguments { argument.append(to: &self) }
  }

  /// Makes room at once for that many more arguments and bytes.
  public mutating func reserveCapacity(arguments: Int, bytes count: Int) {
    ends.reserveCapacity(ends.count + arguments)
    bytes.reserveCapacity(bytes.count + count)
  }

  /// Empties the command, so that the next append is its name.
  public mutating func removeAll(keepingCapacity: Bool = true) {
    bytes.removeAll(keepingCapacity: keepingCapacity)
    ends.removeAll(keepingCapacity: keepingCapacity)
  }

  /// About what it takes on the wire, where each argument has a header and a line end.
  var wireSize: Int { bytes.count + 12 * ends.count }
}

/// What can stand in a command.
public protocol RedisArgument: Sendable {
  /// Appends this as one argument.
  func append(to command: inout RedisCommand)
}

extension String: RedisArgument {
  /// The text in UTF-8.
  public func append(to command: inout RedisCommand) { command.append(self) }
}

extension Substring: RedisArgument {
  /// The text in UTF-8.
  public func append(to command: inout RedisCommand) { command.append(self) }
}

extension Int: RedisArgument {
  /// The number in decimal digits.
  public func append(to command: inout RedisCommand) { command.append(self) }
}

extension [UInt8]: RedisArgument {
  /// The bytes as they are.
  public func append(to command: inout RedisCommand) { command.append(self) }
}

extension ArraySlice<UInt8>: RedisArgument {
  /// The bytes as they are.
  public func append(to command: inout RedisCommand) { command.append(self) }
}
