#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder of the private Redis: what is where in it, and that nobody else can look into it.
struct PrivateFolder: Sendable {
  /// Absolute.
  let path: String

  var configFile: String { "\(path)/redis.conf" }
  var pidFile: String { "\(path)/redis.pid" }
  var logFile: String { "\(path)/redis.log" }
  var portFile: String { "\(path)/port" }
  var lockFile: String { "\(path)/lock" }

  /// - Parameter path: absolute or from the current folder.
  init(path: String) {
    var absolute = path
    if !path.hasPrefix("/"), let current = getcwd(nil, 0) {
      absolute = "\(String(cString: current))/\(path)"
      free(current)
    }
    while absolute.count > 1, absolute.hasSuffix("/") { absolute.removeLast() }
    self.path = absolute
  }

  /// `LIFEBOAT_DEV_DIR`, else `lifeboat/dev` in the user's state folder (XDG Base Directory); nil when no variable
  /// says where that is.
  static func standard(_ variable: (String) -> String?) -> PrivateFolder? {
    func set(_ name: String) -> String? { variable(name).flatMap { $0.isEmpty ? nil : $0 } }
    if let folder = set("LIFEBOAT_DEV_DIR") { return PrivateFolder(path: folder) }
    let state = set("XDG_STATE_HOME") ?? set("HOME").map { "\($0)/.local/state" }
    return state.map { PrivateFolder(path: "\($0)/lifeboat/dev") }
  }

  /// Makes the folder, with mode 0700, and the folders above it. One that exists is made private when it is empty or
  /// ours, and refused otherwise: it may be somebody's home.
  func prepare() throws(EmbeddedRedisError) {
    var above = ""
    for part in path.split(separator: "/").dropLast() {
      above += "/\(part)"
      _ = mkdir(above, 0o755)
    }
    if mkdir(path, 0o700) == 0 { return }
    guard errno == EEXIST else { throw unusable() }
    var status = stat()
    guard stat(path, &status) == 0 else { throw unusable() }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw .unusableFolder(path, reason: "it is not a folder") }
    guard status.st_mode & 0o077 != 0 else { return }
    guard status.st_uid == geteuid(), access(configFile, F_OK) == 0 || names(in: path).isEmpty else {
      throw .notPrivate(path)
    }
    guard chmod(path, 0o700) == 0 else { throw unusable() }
  }

  /// The number in one of the folder's files; nil when there is none.
  func number(in file: String) -> Int? {
    guard let text = text(of: file) else { return nil }
    return Int(text.filter { !$0.isWhitespace })
  }

  /// A file's text; nil when it cannot be read.
  func text(of file: String) -> String? {
    // Which reason it is makes no difference to any caller: a missing file is the usual one.
    try? FileText.read(file)
  }

  /// Replaces a file's text.
  func write(_ text: String, to file: String) throws(EmbeddedRedisError) {
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw unusable() }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    let count = bytes.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
    guard count == bytes.count else { throw unusable() }
  }

  /// Deletes what redis-server keeps its data in, and nothing else.
  func deleteData() {
    let appendOnly = "\(path)/appendonlydir"
    for name in names(in: appendOnly) where name.hasPrefix("appendonly.aof") || isTemporary(name) {
      unlink("\(appendOnly)/\(name)")
    }
    // Fails, rightly, when the folder holds something else.
    rmdir(appendOnly)
    for name in names(in: path) where ["appendonly.aof", "dump.rdb"].contains(name) || isTemporary(name) {
      unlink("\(path)/\(name)")
    }
  }

  /// What a server that was killed while it rewrote its data leaves behind.
  private func isTemporary(_ name: String) -> Bool {
    name.hasPrefix("temp-") && (name.hasSuffix(".aof") || name.hasSuffix(".rdb"))
  }

  private func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
          String(cString: $0)
        }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  private func unusable() -> EmbeddedRedisError {
    .unusableFolder(path, reason: String(cString: strerror(errno)))
  }
}

/// `write(2)`, which the method of the same name hides.
private func systemWrite(_ descriptor: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
