/// A reading that several checks need: read when the first asks for it, then kept, a refusal too.
final class Kept<Value> {
  private var result: Result<Value, InspectorError>?

  /// The reading, or why there is none.
  func value(_ read: () async throws(InspectorError) -> Value) async throws(InspectorError) -> Value {
    if let result { return try result.get() }
    do throws(InspectorError) {
      let value = try await read()
      result = .success(value)
      return value
    } catch {
      result = .failure(error)
      throw error
    }
  }
}
