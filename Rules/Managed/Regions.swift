import ConfigModel

extension ConfigurationItem {
    /// Whether both resources can be in the same region: not when both items say, and say different things.
    func mayShareRegion(with other: ConfigurationItem) -> Bool {
        guard let own = awsRegion.string, let others = other.awsRegion.string else { return true }
        return own == others
    }
}
