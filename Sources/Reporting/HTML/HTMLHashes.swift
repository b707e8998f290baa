extension HTMLPage {
    /// What the page's policy lets through: the SHA-256 of `style` and of `script`, and nothing else.
    /// `Tests/Browser/assemble.py --hashes` writes them anew after a change.
    static let styleHash = "sha256-y5+YZSYFdSCCTTFhe4hD0ih1BZVlazCis/kw0Dfxwto="
    static let scriptHash = "sha256-mlgdjJriKz522MuFYA25W0TdP2SrcXpBl+OsAk/LoZU="
}
