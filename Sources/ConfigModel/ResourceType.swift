/// A resource type in AWS Config's spelling, such as `AWS::EC2::SecurityGroup`.
///
/// Any name is a resource type: AWS adds types every month, and third parties register their own.
public struct ResourceType: RawRepresentable, Hashable, Sendable, Comparable {
    /// The name: `AWS::EC2::SecurityGroup`.
    public let rawValue: String

    /// Takes any name.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

extension ResourceType: CustomStringConvertible {
    public var description: String { rawValue }
}
