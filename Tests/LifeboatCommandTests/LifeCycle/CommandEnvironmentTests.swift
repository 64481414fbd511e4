import Foundation
import LifeboatTestSupport
import Testing

/// What a command is given: its arguments as they are written, and the variables that are listed.
@Suite struct CommandEnvironmentTests {
  private func drain(_ handlers: String, environment: [String: String] = [:]) async throws -> (Stage, Finished) {
    let stage = try Stage(RedisServer.Options(password: "secretmark"))
    try stage.push([#"{"class":"Show","args":["; touch $STAGE/harm; $(touch $STAGE/harm)"]}"#])
    let file = try stage.write(handlers, to: "handlers.yml")
    var variables = environment
    for (name, value) in [
      "REDIS_PROVIDER": "MY_REDIS", "MY_REDIS": stage.redis.urlText, "REDIS_URL": "redis://:secretmark@127.0.0.1:1",
      "OTHER": "redis://:secretmark@127.0.0.1:1/3", "STAGE": stage.folder.path, "APP_KEY": "for the app",
    ] { variables[name] = value }
    let worker = try BuiltProgram(
      "lifeboat", ["work", "--queue", "default", "--drain", "--handlers", file], environment: variables)
    return (stage, try await Finished(worker))
  }

  private func variables(_ stage: Stage) -> [String: String] {
    var found: [String: String] = [:]
    for line in String(decoding: stage.bytes(of: "environment"), as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { found[String(parts[0])] = String(parts[1]) }
    }
    return found
  }

  @Test func `a command gets the worker's variables but those that lead to Redis, and its job's`() async throws {
    let (stage, worker) = try await drain(
      #"handlers: { Show: { command: [sh, -c, "env > $STAGE/environment"], env: { LOCALE: en } } }"#)
    #expect(worker.ending == .exited(0), "\(worker.errors)")
    let found = variables(stage)
    #expect(found["APP_KEY"] == "for the app" && found["LOCALE"] == "en")
    #expect(
      found.filter { $0.key.hasPrefix("LIFEBOAT_") } == [
        "LIFEBOAT_CLASS": "Show", "LIFEBOAT_QUEUE": "default", "LIFEBOAT_ATTEMPT": "1", "LIFEBOAT_DIALECT": "resque",
      ])
    #expect(["REDIS_URL", "REDIS_PROVIDER", "MY_REDIS", "OTHER"].filter { found[$0] != nil } == [])
    #expect(!found.values.contains { $0.contains("secretmark") })
    #expect(worker.errors.contains("not passed on to commands"))
    #expect(worker.errors.contains("MY_REDIS OTHER REDIS_PROVIDER REDIS_URL"))
    #expect(!worker.errors.contains("secretmark"))
  }

  @Test func `a list in the handlers file is all that is passed`() async throws {
    let (stage, worker) = try await drain(
      #"handlers: { Show: { command: [sh, -c, "env > $STAGE/environment"], inherit: [STAGE, OTHER, MISSING] } }"#)
    #expect(worker.ending == .exited(0), "\(worker.errors)")
    let shell = ["PWD", "SHLVL", "_", "OLDPWD"]
    let found = variables(stage).filter { !$0.key.hasPrefix("LIFEBOAT_") && !shell.contains($0.key) }
    #expect(Set(found.keys) == ["PATH", "STAGE", "OTHER"])
    #expect(found["OTHER"] == "redis://:secretmark@127.0.0.1:1/3")
  }

  @Test func `no shell reads the arguments, nor the job`() async throws {
    let hostile = [#"; touch harm"#, #"$(touch harm)"#, "`touch harm`", #"a "b' c"#, "*", "-n", "", "a\nb", "$STAGE"]
    let words = String(decoding: try JSONSerialization.data(withJSONObject: hostile), as: UTF8.self)
    let (stage, worker) = try await drain(
      """
      handlers:
        Show:
          command: [sh, -c, 'printf "%s|" "$@" > "$STAGE/words"; cat > "$STAGE/job"', name, \(words.dropFirst().dropLast())]
          cwd: \(NSTemporaryDirectory())
      """)
    #expect(worker.ending == .exited(0), "\(worker.errors)")
    #expect(String(decoding: stage.bytes(of: "words"), as: UTF8.self) == hostile.map { $0 + "|" }.joined())
    #expect(
      String(decoding: stage.bytes(of: "job"), as: UTF8.self)
        == #"{"class":"Show","args":["; touch $STAGE/harm; $(touch $STAGE/harm)"]}"# + "\n")
    #expect(!FileManager.default.fileExists(atPath: stage.folder.path + "/harm"))
    #expect(!FileManager.default.fileExists(atPath: NSTemporaryDirectory() + "/harm"))
  }
}
