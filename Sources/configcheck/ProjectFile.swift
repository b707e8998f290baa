import CommandLineKit
import FoundationEssentials
import Ingest
import JSON

/// The project file, `configcheck.json`: the flags of a verb as members of an object.
///
/// A flag that may be repeated takes an array; such as are written NAME=VALUE also take an object.
enum ProjectFile {
    /// Where it is looked for.
    static let name = "configcheck.json"

    /// What a verb is told besides its command line: first by the file, then by the environment.
    static func settings(
        _ verb: CommandDocumentation, _ arguments: [String]
    ) throws(UsageError) -> [[Setting]] {
        let environment = ProcessInfo.processInfo.environment
        let variable = environment["CONFIGCHECK_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        let given = verb.value(of: "config", in: arguments) ?? variable
        let variables = try verb.settings(program: "configcheck", environment: environment)
        guard let path = given ?? (FileManager.default.fileExists(atPath: name) ? name : nil) else {
            return [variables]
        }
        return [try read(path), variables]
    }

    private static func read(_ path: String) throws(UsageError) -> [Setting] {
        let document: JSONDocument
        do {
            document = try JSONDocument(try InputFile.contents(of: path))
        } catch let fault as InputFault {
            // Its own name comes before it again.
            throw .unreadableSettings(source: path, reason: String(fault.description.dropFirst(path.count + 2)))
        } catch {
            throw .unreadableSettings(source: path, reason: "not valid JSON: \(error)")
        }
        return try document.withRoot { (root: JSONValue) throws(UsageError) in
            guard root.isObject else {
                throw .unreadableSettings(source: path, reason: #"expected an object such as {"fail-on": "high"}"#)
            }
            var settings: [Setting] = []
            for (name, value) in root.members {
                let name = name.string ?? ""
                guard name != "config", let values = values(value) else {
                    let reason =
                        name == "config"
                        ? "'config' cannot name another file" : "'\(name)' has a value that no flag can have"
                    throw .unreadableSettings(source: path, reason: reason)
                }
                settings.append(Setting(name: name, values: values, source: path))
            }
            return settings
        }
    }

    private static func values(_ value: JSONValue) -> [String]? {
        if value.isArray {
            let values = value.elements.map { scalar($0) }
            return values.isEmpty || values.contains(nil) ? nil : values.compactMap(\.self)
        }
        if value.isObject {
            let values = value.members.map { name, value in scalar(value).map { "\(name.string ?? "")=\($0)" } }
            return values.isEmpty || values.contains(nil) ? nil : values.compactMap(\.self)
        }
        return scalar(value).map { [$0] }
    }

    private static func scalar(_ value: JSONValue) -> String? {
        switch value.kind {
        case .string: value.string
        case .number: value.numberText
        case .bool: value.bool == true ? "true" : "false"
        case .null, .missing, .array, .object: nil
        }
    }
}

/// Options of a verb that has a project file.
protocol HasProjectFile: Sendable {
    var projectFile: String? { get set }
}

extension Option where Options: HasProjectFile {
    /// Which project file is read; it is looked at before all other options.
    static var projectFile: Self {
        .value(
            "config", \Options.projectFile, placeholder: "FILE", defaultShown: ProjectFile.name,
            help: "A JSON file with the same keys as the flags; flags outrank the environment, and that the file.")
    }
}
