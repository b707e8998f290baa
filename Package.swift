// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
    name: "configcheck",
    products: [.executable(name: "configcheck", targets: ["configcheck"])],
    targets: [
        .target(name: "ByteSource", swiftSettings: settings),
        .target(name: "JSON", dependencies: ["ByteSource"], swiftSettings: settings),
        .target(name: "Gzip", dependencies: ["ByteSource"], swiftSettings: settings),
        .target(name: "Store", dependencies: ["ByteSource", "JSON"], swiftSettings: settings),
        .target(name: "CommandLineKit", swiftSettings: settings),
        .target(name: "ConfigModel", dependencies: ["JSON"], swiftSettings: settings),
        .target(name: "Recording", dependencies: ["ByteSource", "ConfigModel", "JSON"], swiftSettings: settings),
        .target(
            name: "Ingest", dependencies: ["ByteSource", "ConfigModel", "Gzip", "JSON", "Recording"],
            swiftSettings: settings),
        .target(name: "RuleKit", dependencies: ["ConfigModel", "JSON", "Recording"], swiftSettings: settings),
        .target(
            name: "ManagedRules", dependencies: ["ConfigModel", "JSON", "Recording", "RuleKit"], path: "Rules/Managed",
            swiftSettings: settings),
        .target(
            name: "Compliance", dependencies: ["ByteSource", "ConfigModel", "Ingest", "JSON", "Recording", "RuleKit"],
            swiftSettings: settings),
        .target(
            name: "Timeline",
            dependencies: [
                "ByteSource", "Compliance", "ConfigModel", "Gzip", "Ingest", "JSON", "Recording", "RuleKit", "Store",
            ],
            swiftSettings: settings),
        .target(
            name: "Reporting",
            dependencies: [
                "ByteSource", "CommandLineKit", "Compliance", "ConfigModel", "Ingest", "JSON", "Recording", "RuleKit",
                "Store",
                "Timeline",
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "configcheck",
            dependencies: [
                "CommandLineKit", "Compliance", "ConfigModel", "Ingest", "JSON", "ManagedRules", "Recording",
                "Reporting", "RuleKit", "Store", "Timeline",
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "gunzip-cat", dependencies: ["ByteSource", "Gzip", "Ingest"], path: "Tests/Conformance/gunzip-cat",
            swiftSettings: settings),
        .executableTarget(
            name: "gzip-cat", dependencies: ["ByteSource", "Gzip", "Ingest"], path: "Tests/Conformance/gzip-cat",
            swiftSettings: settings),
        .testTarget(name: "CommandLineKitTests", dependencies: ["CommandLineKit"], swiftSettings: settings),
        .testTarget(name: "ConfigModelTests", dependencies: ["ConfigModel", "JSON"], swiftSettings: settings),
        .testTarget(
            name: "IngestTests", dependencies: ["ByteSource", "ConfigModel", "Gzip", "Ingest", "JSON", "Recording"],
            swiftSettings: settings),
        .testTarget(
            name: "ComplianceTests",
            dependencies: ["Compliance", "ConfigModel", "Gzip", "Ingest", "JSON", "Recording", "RuleKit"],
            swiftSettings: settings),
        .testTarget(
            name: "CommandLineTests",
            dependencies: ["CommandLineKit", "ManagedRules", "Recording", "Reporting", "configcheck"],
            swiftSettings: settings),
        .testTarget(
            name: "RecordingTests", dependencies: ["ConfigModel", "JSON", "Recording"], swiftSettings: settings),
        .testTarget(name: "GzipTests", dependencies: ["ByteSource", "Gzip"], swiftSettings: settings),
        .testTarget(
            name: "TimelineTests",
            dependencies: [
                "Compliance", "ConfigModel", "Ingest", "JSON", "ManagedRules", "Recording", "RuleKit", "Store",
                "Timeline",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ReportingTests",
            dependencies: ["Compliance", "ConfigModel", "Ingest", "JSON", "ManagedRules", "Reporting"],
            swiftSettings: settings),
        .testTarget(name: "StoreTests", dependencies: ["JSON", "Store"], swiftSettings: settings),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "ByteSource"], swiftSettings: settings),
        .testTarget(
            name: "ManagedRulesTests",
            dependencies: ["Compliance", "ConfigModel", "JSON", "ManagedRules", "Recording", "RuleKit"],
            exclude: ["Fixtures"],
            swiftSettings: settings),
    ]
)
