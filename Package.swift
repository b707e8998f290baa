// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
    name: "configcheck",
    products: [.library(name: "JSON", targets: ["JSON"]), .library(name: "ByteSource", targets: ["ByteSource"])],
    targets: [
        .target(name: "ByteSource", swiftSettings: settings),
        .target(name: "JSON", dependencies: ["ByteSource"], swiftSettings: settings),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "ByteSource"], swiftSettings: settings),
    ]
)
