import ConfigModel
import JSON

/// What an AWS::Backup::BackupSelection assigns to its plan (AWS Backup API Reference, "BackupSelection").
struct BackupSelection {
    private let item: ConfigurationItem
    private let selection: JSONValue

    init(_ item: ConfigurationItem) {
        self.item = item
        selection = item.configuration["BackupSelection"]
    }

    var name: String {
        selection["SelectionName"].string ?? item.configuration["SelectionId"].string ?? item.resourceId.string ?? "?"
    }

    /// Whether the selection lies in `region`, as plans assign nothing from elsewhere; nil where it does not say.
    func isIn(_ region: String) -> Bool? {
        item.awsRegion.string.map { $0 == region }
    }

    /// Whether a resource is assigned; nil where that cannot be told.
    ///
    /// A resource needs an ARN or a tag that is asked for, all of the conditions, and no ARN that is excluded. AWS does
    /// not say whether both of ARN and tag must fit where a selection asks for both, nor what selections without either
    /// are to the recorder, which may have left out what it does not know.
    func selects(_ resource: BackupResource) -> Bool? {
        guard selection.isObject else { return nil }
        let byARN = Self.isGiven(selection["Resources"]) ? anyPattern(in: selection["Resources"], fits: resource) : nil
        let byTag = Self.isGiven(selection["ListOfTags"]) ? anyTag(of: resource) : nil
        let isAskedFor: Bool? =
            switch (Self.isGiven(selection["Resources"]), Self.isGiven(selection["ListOfTags"])) {
            case (true, true): byARN == byTag ? byARN : nil
            case (true, false): byARN
            case (false, true): byTag
            case (false, false): nil
            }
        let isExcluded =
            Self.isGiven(selection["NotResources"]) ? anyPattern(in: selection["NotResources"], fits: resource) : false
        return Self.all([isAskedFor, allConditions(holdFor: resource), isExcluded.map { !$0 }])
    }

    /// Whether a list is there and is not empty; anything that is no list counts, as it says something unknown.
    private static func isGiven(_ list: JSONValue) -> Bool {
        list.isArray ? !list.elements.isEmpty : !list.isNull
    }

    /// Kleene's "and".
    private static func all(_ values: [Bool?]) -> Bool? {
        if values.contains(false) { return false }
        return values.contains(nil) ? nil : true
    }

    /// Kleene's "or".
    private static func any(_ values: some Sequence<Bool?>) -> Bool? {
        var isKnown = true
        for value in values {
            if value == true { return true }
            if value == nil { isKnown = false }
        }
        return isKnown ? false : nil
    }

    private func anyPattern(in list: JSONValue, fits resource: BackupResource) -> Bool? {
        guard list.isArray else { return nil }
        return Self.any(list.elements.lazy.map { resource.isNamed(by: $0) })
    }

    private func anyTag(of resource: BackupResource) -> Bool? {
        let list = selection["ListOfTags"]
        guard list.isArray, resource.recordsTags else { return nil }
        return Self.any(
            list.elements.lazy.map { condition -> Bool? in
                guard condition["ConditionType"].string?.lowercased() == "stringequals",
                    let key = condition["ConditionKey"].string, let value = condition["ConditionValue"].string
                else { return nil }
                return resource.tag(key) == value
            })
    }

    private func allConditions(holdFor resource: BackupResource) -> Bool? {
        let conditions = selection["Conditions"]
        if conditions.isNull { return true }
        guard conditions.isObject else { return nil }
        var verdicts: [Bool?] = []
        for (name, list) in conditions.members where Self.isGiven(list) {
            guard list.isArray else { return nil }
            for condition in list.elements { verdicts.append(self.condition(condition, name, holdsFor: resource)) }
        }
        return Self.all(verdicts)
    }

    /// One condition on a tag. Whether a negated one holds for a resource without the tag is not documented.
    private func condition(_ condition: JSONValue, _ name: JSONValue, holdsFor resource: BackupResource) -> Bool? {
        let prefix = "aws:ResourceTag/"
        let wanted = condition["ConditionValue"]
        guard let key = condition["ConditionKey"].string, key.hasPrefix(prefix), wanted.isString,
            resource.recordsTags
        else { return nil }
        let isNegated = name == "StringNotEquals" || name == "StringNotLike"
        guard isNegated || name == "StringEquals" || name == "StringLike" else { return nil }
        guard let value = resource.tag(String(key.dropFirst(prefix.count))) else { return isNegated ? nil : false }
        let isSame =
            name == "StringLike" || name == "StringNotLike"
            ? WildcardPattern(value, ignoringCase: false).isCovered(by: wanted) : value == wanted.string
        return isSame != isNegated
    }
}

/// A resource as selections look at it.
struct BackupResource {
    let arn: String
    private let pattern: WildcardPattern
    private let tags: [(key: String, value: String)]
    let recordsTags: Bool

    /// Nil where the item has no ARN.
    init?(_ item: ConfigurationItem) {
        guard let arn = item.arn.string, !arn.isEmpty else { return nil }
        self.arn = arn
        pattern = WildcardPattern(arn, ignoringCase: false)
        tags = item.allTags
        recordsTags = !tags.isEmpty || !item.tags.isNull
    }

    func tag(_ key: String) -> String? {
        tags.last { $0.key == key }?.value
    }

    /// Whether an ARN with wildcards stands for this resource. AWS Backup wants the last wildcard at the end, so it is
    /// unknown what it makes of others.
    func isNamed(by name: JSONValue) -> Bool? {
        guard let text = name.string else { return nil }
        guard pattern.isCovered(by: name) else { return false }
        return text == arn || text.hasSuffix("*") ? true : nil
    }
}
