// swift-tools-version: 6.1
import PackageDescription

// Each target may import only the targets listed above it (Sources/ has one folder a target).
let package = Package(
  name: "workings",
  platforms: [.macOS(.v14)],
  products: [
    .library(name: "Workings", targets: ["Lessons", "Marking"]),
    .library(name: "WorkingsTesting", targets: ["WorkingsTesting"]),
    .executable(name: "workings", targets: ["workings"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(
      name: "CGMP", pkgConfig: "gmp", providers: [.apt(["libgmp-dev"]), .brew(["gmp"])]),
    .target(name: "Bytes"),
    .target(name: "Numbers", dependencies: ["CGMP"]),
    .target(name: "Language", dependencies: ["Numbers"]),
    .target(name: "Evaluation", dependencies: ["Numbers", "Language"]),
    .target(name: "Checking", dependencies: ["Numbers", "Language", "Evaluation"]),
    .target(name: "Lessons", dependencies: ["Bytes", "Numbers", "Language", "Evaluation", "Checking"]),
    .target(
      name: "Marking", dependencies: ["Numbers", "Language", "Evaluation", "Checking", "Lessons"]),
    .target(name: "Dumps", dependencies: ["Bytes"]),
    .target(
      name: "Comparing",
      dependencies: ["Numbers", "Language", "Evaluation", "Checking", "Lessons", "Marking", "Dumps"]),
    .target(name: "Gradients", dependencies: ["Evaluation"]),
    .target(
      name: "Reporting",
      dependencies: [
        "Numbers", "Language", "Checking", "Lessons", "Marking", "Dumps", "Comparing", "Gradients",
      ]),
    .target(
      name: "WorkingsTesting",
      dependencies: ["Language", "Lessons", "Dumps", "Comparing", "Gradients", "Reporting"]),
    .executableTarget(
      name: "workings",
      dependencies: [
        "Numbers", "Language", "Evaluation", "Checking", "Lessons", "Marking", "Dumps", "Comparing",
        "Gradients",
        "Reporting",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        "Numbers", "Language", "Evaluation", "Checking", "Lessons",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Peers"]),
    .testTarget(name: "BytesTests", dependencies: ["Bytes"]),
    .testTarget(name: "DumpsTests", dependencies: ["Bytes", "Dumps"], exclude: ["Reference"]),
    .testTarget(
      name: "ComparingTests",
      dependencies: ["Numbers", "Language", "Evaluation", "Lessons", "Dumps", "Comparing"]),
    .testTarget(name: "MarkingTests", dependencies: ["Marking"]),
    .testTarget(name: "NumbersTests", dependencies: ["Numbers", "CGMP"], exclude: ["Reference"]),
    .testTarget(name: "LanguageTests", dependencies: ["Language"]),
    .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"]),
    .testTarget(name: "CheckingTests", dependencies: ["Checking"]),
    .testTarget(name: "LessonsTests", dependencies: ["Lessons"]),
    .testTarget(name: "GradientsTests", dependencies: ["Gradients"], exclude: ["Reference"]),
    .testTarget(
      name: "ReportingTests", dependencies: ["Language", "Checking", "Lessons", "Marking", "Reporting"]),
    .testTarget(name: "WorkingsTestingTests", dependencies: ["WorkingsTesting"]),
    .testTarget(name: "workingsTests", dependencies: ["workings"], exclude: ["Programs"]),
  ],
  swiftLanguageModes: [.v6]
)
