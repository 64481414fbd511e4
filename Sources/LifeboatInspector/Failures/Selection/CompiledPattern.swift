import CPCRE2

/// Owns what PCRE2 keeps for one expression; the compiler frees it, once.
///
/// "The compiled form of a pattern is never altered"; but the match block and the stack of the compiled code belong to one
/// thread at a time (pcre2api, MULTITHREADING). ``MessagePattern`` has the lock.
struct CompiledPattern: ~Copyable {
  enum Outcome {
    case found
    case notFound
    /// It took too many steps, or too much memory.
    case stopped
  }

  private let code: OpaquePointer
  private let match: OpaquePointer
  private let context: OpaquePointer
  /// Without one, machine code has 32 KiB of the thread's own; `nil` where there is no machine code.
  private let stack: OpaquePointer?

  /// How often a match may try something before it is stopped; a tenth of a second at most.
  private static let steps: UInt32 = 4_000_000
  /// How deep it may nest what it may come back to.
  private static let depth: UInt32 = 100_000
  /// How much memory it may take for that, in KiB.
  private static let heap: UInt32 = 8_192
  private static let smallestStack = 32_768
  private static let largestStack = 1_048_576

  /// - Throws: ``InspectorError/badPattern(_:offset:reason:)``.
  init(_ text: String) throws(InspectorError) {
    var fault: CInt = 0
    var offset = 0
    // Invalid UTF-8 in a message matches nothing and hides nothing beside it. \C would take UTF-8 apart.
    let options =
      UInt32(PCRE2_UTF) | UInt32(PCRE2_MATCH_INVALID_UTF) | UInt32(PCRE2_MULTILINE) | UInt32(PCRE2_NEVER_BACKSLASH_C)
    var utf8 = text
    let compiled = utf8.withUTF8 { pcre2_compile_8($0.baseAddress, $0.count, options, &fault, &offset, nil) }
    guard let compiled else { throw .badPattern(text, offset: offset, reason: Self.reason(fault)) }
    guard let match = pcre2_match_data_create_8(1, nil), let context = pcre2_match_context_create_8(nil) else {
      pcre2_code_free_8(compiled)
      throw .badPattern(text, offset: 0, reason: "there is no memory for it")
    }
    pcre2_set_match_limit_8(context, Self.steps)
    pcre2_set_depth_limit_8(context, Self.depth)
    pcre2_set_heap_limit_8(context, Self.heap)
    code = compiled
    self.match = match
    self.context = context
    // Some systems allow no machine code to be made; then it is interpreted.
    let isMachineCode = pcre2_jit_compile_8(compiled, UInt32(PCRE2_JIT_COMPLETE)) == 0
    stack = isMachineCode ? pcre2_jit_stack_create_8(Self.smallestStack, Self.largestStack, nil) : nil
    if let stack { pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack)) }
  }

  deinit {
    pcre2_match_data_free_8(match)
    pcre2_match_context_free_8(context)
    if let stack { pcre2_jit_stack_free_8(stack) }
    pcre2_code_free_8(code)
  }

  /// Looks for a match anywhere in the text.
  mutating func match(_ text: String) -> Outcome {
    var utf8 = text
    let result = utf8.withUTF8 { pcre2_match_8(code, $0.baseAddress, $0.count, 0, 0, match, context) }
    if result >= 0 { return .found }
    return result == PCRE2_ERROR_NOMATCH ? .notFound : .stopped
  }

  private static func reason(_ fault: CInt) -> String {
    var text = [UInt8](repeating: 0, count: 256)
    let count = pcre2_get_error_message_8(fault, &text, text.count)
    return String(decoding: text.prefix(max(0, Int(count))), as: UTF8.self)
  }
}
