extension HTMLPage {
    /// What the page's policy lets through: the SHA-256 of `style` and of `script`, and nothing else.
    /// `Tests/Browser/assemble.py --hashes` writes them anew after a change.
    static let styleHash = "sha256-DECAJuRTVUVZBP41tCDZ+ynugaJWrW9Bfhzc1BSCXPs="
    static let scriptHash = "sha256-j82at66JHM+zLwObBrbLZDwxxtf4RD4QKTV36CGgJgQ="
}
