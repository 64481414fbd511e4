#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds programs the way a shell does, without running one.
public enum ProgramLookup {
  /// Where a program is.
  ///
  /// - Parameters:
  ///   - name: a name without a slash.
  ///   - searchPath: folders with colons between them; nil for this process's `PATH`.
  /// - Returns: the first match's path, or nil when no folder holds an executable file of that name.
  public static func find(_ name: String, searchPath: String? = nil) -> String? {
    let folders = searchPath ?? variable("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in folders.split(separator: ":", omittingEmptySubsequences: false) {
      // An empty entry means the current folder.
      let path = folder.isEmpty ? "./\(name)" : "\(folder)/\(name)"
      if isFile(path), access(path, X_OK) == 0 { return path }
    }
    return nil
  }

  /// Throws unless `program` can be run: a path to an executable file, or a name that `PATH` resolves to one.
  static func check(_ program: String, searchPath: String?) throws(CommandError) {
    guard program.contains("/") else {
      if find(program, searchPath: searchPath) == nil { throw .missingProgram(program, isPath: false) }
      return
    }
    guard access(program, F_OK) == 0 else { throw .missingProgram(program, isPath: true) }
    guard isFile(program) else { throw .notExecutable(program, reason: "is not a file") }
    guard access(program, X_OK) == 0 else { throw .notExecutable(program, reason: "may not be executed") }
  }

  /// `path` itself when it begins with a slash, else `path` below `folder` (nil: the current folder).
  static func absolute(_ path: String, from folder: String?) -> String {
    guard !path.hasPrefix("/") else { return path }
    let base = folder.map { absolute($0, from: nil) } ?? currentFolder()
    let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    guard relative != ".", !relative.isEmpty else { return base }
    return base.hasSuffix("/") ? base + relative : "\(base)/\(relative)"
  }

  static func isFolder(_ path: String) -> Bool { kind(of: path) == S_IFDIR }

  private static func isFile(_ path: String) -> Bool { kind(of: path) == S_IFREG }

  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  private static func currentFolder() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
