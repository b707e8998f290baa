import CommandLineKit
import Testing

@Suite struct SuggestionTests {
    private static let rules = [
        "s3-bucket-public-read-prohibited", "s3-bucket-public-write-prohibited", "encrypted-volumes",
        "iam-root-access-key-check", "iam-user-mfa-enabled", "vpc-flow-logs-enabled",
    ]

    @Test(arguments: [
        ("s3-bucket-public-raed-prohibited", "s3-bucket-public-read-prohibited"),
        ("S3-BUCKET-PUBLIC-WRITE-PROHIBITED", "s3-bucket-public-write-prohibited"),
        ("encrypted-volume", "encrypted-volumes"),
        ("iam-root", "iam-root-access-key-check"),
        ("iam", nil),
        ("lambda-inside-vpc", nil),
        ("", nil),
    ])
    func ruleNames(word: String, expected: String?) {
        #expect(suggestion(for: word, among: Self.rules) == expected)
    }

    @Test(arguments: [
        ("ab", ["ba"], "ba"),
        ("x", ["y"], nil),
        ("high", ["hihg", "hgih"], "hihg"),
        ("kitten", ["sitting"], nil),
        ("kitten", ["mitten", "kitten2"], "mitten"),
        ("kitten", ["mittens", "kittens"], "kittens"),
    ])
    func words(word: String, candidates: [String], expected: String?) {
        #expect(suggestion(for: word, among: candidates) == expected)
    }

    @Test(.timeLimit(.minutes(1))) func anAbsurdWordCostsLittle() {
        #expect(suggestion(for: String(repeating: "a", count: 1_000_000), among: Self.rules) == nil)
    }
}
