import Foundation
import JSON
import Testing

/// JSONTestSuite (Seriot, "Parsing JSON is a Minefield"), where the reference data is at hand: CONFIGCHECK_SHARED names
/// its folder, or it lies beside the checkout.
@Suite struct ConformanceTests {
    static let folder: URL? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
        let shared =
            ProcessInfo.processInfo.environment["CONFIGCHECK_SHARED"].map { URL(filePath: $0) }
            ?? root.deletingLastPathComponent().appending(path: "shared")
        let folder = shared.appending(path: "corpus/json-conformance/test_parsing")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    /// What the standard leaves open, and we accept: big numbers stay text, halves of surrogate pairs become U+FFFD when
    /// decoded, depth up to 1,000, a byte order mark. All other `i_` files are refused: they are not UTF-8.
    static let acceptedByChoice: Set<String> = [
        "i_number_double_huge_neg_exp.json", "i_number_huge_exp.json", "i_number_neg_int_huge_exp.json",
        "i_number_pos_double_huge_exp.json", "i_number_real_neg_overflow.json", "i_number_real_pos_overflow.json",
        "i_number_real_underflow.json", "i_number_too_big_neg_int.json", "i_number_too_big_pos_int.json",
        "i_number_very_big_negative_int.json", "i_object_key_lone_2nd_surrogate.json",
        "i_string_1st_surrogate_but_2nd_missing.json", "i_string_1st_valid_surrogate_2nd_invalid.json",
        "i_string_incomplete_surrogate_and_escape_valid.json", "i_string_incomplete_surrogate_pair.json",
        "i_string_incomplete_surrogates_escape_valid.json", "i_string_invalid_lonely_surrogate.json",
        "i_string_invalid_surrogate.json", "i_string_inverted_surrogates_U+1D11E.json",
        "i_string_lone_second_surrogate.json",
        "i_structure_500_nested_arrays.json", "i_structure_UTF-8_BOM_empty_object.json",
    ]

    @Test(.enabled(if: folder != nil, "the reference data is not at hand"))
    func behavesOnEveryFile() throws {
        let folder = try #require(Self.folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names.count > 200)
        for name in names where name.hasSuffix(".json") {
            let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
            var fault: JSONError?
            do throws(JSONError) {
                _ = try JSONDocument(bytes)
            } catch {
                fault = error
            }
            let isAccepted = name.hasPrefix("y_") || Self.acceptedByChoice.contains(name)
            #expect(
                (fault == nil) == isAccepted, "\(name): \(fault.map { "\($0.offset): \($0.reason)" } ?? "accepted")")
            if let fault { #expect(fault.offset <= bytes.count, "\(name)") }
        }
    }
}
