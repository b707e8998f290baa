extension HTMLPage {
    /// What the page's policy lets through: the SHA-256 of `style` and of `script`, and nothing else.
    /// `Tests/Browser/assemble.py --hashes` writes them anew after a change.
    static let styleHash = "sha256-naUPQfjfvKX/cN5uuYaZziQwaogOQKA2M2lX6GfHMWY="
    static let scriptHash = "sha256-Oy8/kDs74mnJC6mibsAMX1mvGjXbe2DwiKGcbhDoxV8="
}
