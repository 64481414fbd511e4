import Foundation
import LifeboatTestSupport
import Testing

/// A wall clock that is wrong, for the programs that are started with its environment; see
/// `scripts/python/reliability/shifted_clock.c`. Linux only.
struct ShiftedClock {
  /// What a program needs to see it.
  let environment: [String: String]
  private let file: URL

  /// Builds the library that programs load before all others, into a folder of a test's own.
  init(in folder: URL) async throws {
    let source = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../scripts/python/reliability/shifted_clock.c")
    let library = folder.appending(path: "shifted_clock.so").path
    let anyCompiler = "for name in cc gcc clang; do if command -v $name; then exec $name \"$@\"; fi; done; exit 127"
    let compiler = try BuiltProgram(
      "/bin/sh", ["-c", anyCompiler, "sh", "-shared", "-fPIC", "-o", library, source.path])
    try #require(try await compiler.ending() == .exited(0), "\(compiler.errorText)")
    file = folder.appending(path: "clock")
    environment = ["LD_PRELOAD": library, "SHIFTED_CLOCK": file.path]
    try Data(count: 8).write(to: file)
  }

  /// From now on it shows the true time and so many seconds more, or fewer.
  func set(_ seconds: Int64) throws {
    // In place: the programs have mapped this very file.
    let handle = try FileHandle(forWritingTo: file)
    try handle.write(contentsOf: withUnsafeBytes(of: seconds) { Data($0) })
    try handle.close()
  }
}
