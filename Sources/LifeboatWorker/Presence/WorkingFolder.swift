#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder that this process works in.
enum WorkingFolder {
  /// The app's name, as far as the current folder tells it; empty when it does not.
  static var appName: String {
    var buffer = [CChar](repeating: 0, count: 4_096)
    guard getcwd(&buffer, buffer.count) != nil else { return "" }
    return appName(of: String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  /// The folder's own name; of a numbered release in `releases`, the name of the folder that holds all of them.
  ///
  /// - Source: Sidekiq 8, `lib/sidekiq/component.rb`, `default_tag`.
  static func appName(of path: String) -> String {
    let names = path.split(separator: "/").map(String.init)
    guard names.count > 2, names[names.count - 2] == "releases", names[names.count - 1].first?.isNumber == true else {
      return names.last ?? ""
    }
    return names[names.count - 3]
  }
}
