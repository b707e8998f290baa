import Testing

@testable import Compliance

@Suite struct MentionsTests {
    private let mentions = Mentions(
        "TCP ports 22-25 and 3389 are open to 0.0.0.0/0, for Engine MySQL-5.7; httpTokens is optional. Key arn:aws:x.")

    private func names(string: String) -> Bool { mentions.names(string: Array(string.utf8)) }
    private func names(number: String) -> Bool { mentions.names(number: Array(number.utf8)) }
    private func names(property: String) -> Bool { mentions.names(property: Array(property.utf8)) }

    @Test func stringsAreNamedWhole() {
        #expect(names(string: "0.0.0.0/0") && names(string: "mysql-5.7") && names(string: "optional"))
        #expect(names(string: "arn:aws:x"))
        #expect(!names(string: "0.0.0.0") && !names(string: "mysql") && !names(string: "option"))
        #expect(!names(string: "tcp") && names(string: "TCP") && !names(string: ""))
    }

    @Test func numbersMayBoundRanges() {
        #expect(names(number: "22") && names(number: "25") && names(number: "3389"))
        #expect(!names(number: "0") && !names(number: "338") && !names(number: "5") && !names(number: "7"))
    }

    @Test func propertiesAreNamedExactly() {
        #expect(names(property: "httpTokens"))
        #expect(!names(property: "httptokens") && !names(property: "Tokens") && !names(property: "http"))
    }
}
