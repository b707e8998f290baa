extension HTMLPage {
    /// What the page's policy lets through: the SHA-256 of `style` and of `script`, and nothing else.
    /// `Tests/Browser/assemble.py --hashes` writes them anew after a change.
    static let styleHash = "sha256-ul007ygItZqGRRjt62If83CGTjGPfE6w6cEKZ4MSqfA="
    static let scriptHash = "sha256-VnkP9kgSl0tY3GlM5xTwUG6sslmQgD5KPejNDsh/R8A="
}
