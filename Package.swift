// swift-tools-version: 6.1
import PackageDescription

// Each target may import only the targets listed above it (Sources/ has one folder a target).
let package = Package(
  name: "workings",
  platforms: [.macOS(.v14)],
  products: [
    .library(name: "Workings", targets: ["Lessons", "Marking"]),
    .executable(name: "workings", targets: ["workings"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CGMP", pkgConfig: "gmp", providers: [.apt(["libgmp-dev"]), .brew(["gmp"])]),
    .target(name: "Numbers", dependencies: ["CGMP"]),
    .target(name: "Language", dependencies: ["Numbers", .product(name: "Yams", package: "Yams")]),
    .target(name: "Evaluation", dependencies: ["Numbers", "Language"]),
    .target(name: "Checking", dependencies: ["Numbers", "Language", "Evaluation"]),
    .target(name: "Lessons", dependencies: ["Numbers", "Language", "Evaluation", "Checking"]),
    .target(
      name: "Marking", dependencies: ["Numbers", "Language", "Evaluation", "Checking", "Lessons"]),
    .target(name: "Reporting", dependencies: ["Numbers", "Language", "Checking", "Lessons", "Marking"]),
    .executableTarget(
      name: "workings",
      dependencies: [
        "Language", "Checking", "Lessons", "Marking", "Reporting",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      // Half of the time to start went to finding Foundation's symbols in a dozen shared libraries.
      linkerSettings: [
        .unsafeFlags(["-static-stdlib", "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims", "-l_FoundationCollections", "-lswiftSynchronization", "-lstdc++"], .when(platforms: [.linux], configuration: .release))
      ]),
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        "Numbers", "Language", "Evaluation", "Checking", "Lessons",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Peers", "Lessons"]),
    .testTarget(name: "MarkingTests", dependencies: ["Marking"]),
    .testTarget(name: "NumbersTests", dependencies: ["Numbers", "CGMP"], exclude: ["Reference"]),
    .testTarget(name: "LanguageTests", dependencies: ["Language"]),
    .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"]),
    .testTarget(name: "CheckingTests", dependencies: ["Checking"]),
    .testTarget(name: "LessonsTests", dependencies: ["Lessons"]),
    .testTarget(
      name: "ReportingTests", dependencies: ["Language", "Checking", "Lessons", "Marking", "Reporting"]),
    .testTarget(name: "workingsTests", dependencies: ["workings"]),
  ],
  swiftLanguageModes: [.v6]
)
