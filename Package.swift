// swift-tools-version: 6.2

import PackageDescription

/// Every target of ours is built in the Swift 6 language mode, with these on top.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  // `any` is spelled out: an existential costs something and should be seen.
  // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
  .enableUpcomingFeature("ExistentialAny"),
  // A file imports what it uses.
  // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
  .enableUpcomingFeature("MemberImportVisibility"),
  // An async function stays on its caller's executor, so nothing that an actor with a thread of
  // its own awaits is moved to the shared pool by accident.
  // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
  name: "lifeboat",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Lifeboat", targets: ["Lifeboat"]),
    .executable(name: "lifeboat", targets: ["LifeboatCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // Without its Foundation trait: a worker that idles in a few megabytes does not load Foundation.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // The C door: the system's hiredis, as Debian's libhiredis-dev or Homebrew's hiredis install it.
    // No pkg-config: it brings a flag that the build warns about, and the module map's link line is enough.
    .systemLibrary(
      name: "CHiredis",
      providers: [.apt(["libhiredis-dev"]), .brew(["hiredis"])]
    ),

    // The system's zlib, in whose form Sidekiq keeps backtraces. macOS brings its own.
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),

    // The system's PCRE2, by which the messages of failures are matched. See docs/decisions.
    .systemLibrary(name: "CPCRE2", providers: [.apt(["libpcre2-dev"]), .brew(["pcre2"])]),

    // Typed access to one Redis.
    .target(
      name: "LifeboatRedis",
      dependencies: [
        "CHiredis",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOTLS", package: "swift-nio"),
      ],
      swiftSettings: settings
    ),

    // Bytes on the wire: no I/O, no clock, no Foundation.
    .target(name: "LifeboatFormat", dependencies: ["CZlib"], swiftSettings: settings),

    // Enqueue.
    .target(
      name: "LifeboatClient",
      dependencies: ["LifeboatRedis", "LifeboatFormat"],
      swiftSettings: settings
    ),

    // Lease, run, settle, recover, report.
    .target(
      name: "LifeboatWorker",
      dependencies: [
        "LifeboatClient",
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: settings
    ),

    // Read and repair what Redis holds.
    .target(
      name: "LifeboatInspector",
      dependencies: [
        "LifeboatRedis",
        "LifeboatFormat",
        "CPCRE2",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings
    ),

    // What an app imports.
    .target(
      name: "Lifeboat",
      dependencies: [
        "LifeboatClient",
        "LifeboatWorker",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: settings
    ),

    // The `lifeboat` program.
    .executableTarget(
      name: "LifeboatCommand",
      dependencies: [
        "Lifeboat",
        "LifeboatInspector",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: settings
    ),

    // A worker program as a user writes one; `scripts/demo` runs it.
    .executableTarget(
      name: "Mailer",
      dependencies: ["Lifeboat"],
      path: "examples/Mailer",
      swiftSettings: settings
    ),

    // One with middleware: what jobs do is logged, counted and reported.
    .executableTarget(
      name: "Observed",
      dependencies: ["Lifeboat"],
      path: "examples/Observed",
      swiftSettings: settings
    ),

    // What `scripts/bench` runs and measures.
    .executableTarget(
      name: "LifeboatBench",
      dependencies: [
        "Lifeboat",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Histogram", package: "hdrhistogram-swift"),
      ],
      swiftSettings: settings
    ),

    // The jobs that `scripts/chaos` and `scripts/soak` run.
    .executableTarget(name: "LifeboatTrial", dependencies: ["Lifeboat"], swiftSettings: settings),

    // Tests mirror the sources. Those that need a Redis start their own.
    .target(
      name: "LifeboatTestSupport",
      dependencies: ["LifeboatRedis"],
      path: "Tests/LifeboatTestSupport",
      swiftSettings: settings
    ),
    // What holds for bytes from anywhere: fuzzers look for what breaks it, the tests beside it hold on to what they found.
    .target(
      name: "LifeboatFuzzing",
      dependencies: ["Lifeboat", "LifeboatInspector", "LifeboatRedis", "LifeboatFormat", "CHiredis"],
      path: "Tests/LifeboatFuzzing",
      swiftSettings: settings
    ),
    .testTarget(
      name: "LifeboatFuzzingTests",
      dependencies: ["LifeboatFuzzing"],
      exclude: ["Corpus", "Regressions"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "LifeboatFormatTests",
      dependencies: ["LifeboatFormat"],
      exclude: ["Fixtures"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "LifeboatRedisTests",
      dependencies: ["LifeboatRedis", "LifeboatTestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "LifeboatClientTests",
      dependencies: ["LifeboatClient", "LifeboatTestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "LifeboatWorkerTests",
      dependencies: ["LifeboatWorker", "LifeboatTestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "LifeboatInspectorTests",
      dependencies: ["LifeboatInspector", "LifeboatTestSupport"],
      exclude: ["Fixtures"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "LifeboatTests",
      dependencies: ["Lifeboat", "LifeboatTestSupport"],
      swiftSettings: settings
    ),
    // The built programs, run, signalled and killed.
    .testTarget(
      name: "LifeboatCommandTests",
      dependencies: ["LifeboatCommand", "LifeboatBench", "LifeboatTrial", "Mailer", "Observed", "LifeboatTestSupport"],
      swiftSettings: settings
    ),
    // Real Ruby and Python, both ways.
    .testTarget(
      name: "LifeboatInteropTests",
      dependencies: ["Lifeboat", "LifeboatInspector", "LifeboatCommand", "LifeboatTestSupport"],
      exclude: ["Scripts"],
      swiftSettings: settings
    ),
  ]
)

// For `scripts/fuzz`. Only what is ours is watched: fuzzers are led by the coverage of what is looked at, and not slowed down
// by that of a TLS library. It is optimised in a debug build too, since speed finds more.
if Context.environment["LIFEBOAT_FUZZ"] != nil {
  let sanitizers = ["-sanitize=address", "-sanitize=fuzzer"]
  for target in package.targets where target.type == .regular {
    target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(sanitizers + ["-O"])]
  }
  // Its `main` is libFuzzer's.
  package.targets.append(
    .executableTarget(
      name: "LifeboatFuzz",
      dependencies: ["LifeboatFuzzing"],
      path: "Tests/LifeboatFuzz",
      exclude: ["tokens.dict"],
      swiftSettings: settings + [.unsafeFlags(sanitizers + ["-O", "-parse-as-library"])],
      linkerSettings: [.unsafeFlags(sanitizers)]
    ))
}
