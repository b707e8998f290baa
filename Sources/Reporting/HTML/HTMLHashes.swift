extension HTMLPage {
    /// What the page's policy lets through: the SHA-256 of `style` and of `script`, and nothing else.
    /// `Tests/Browser/assemble.py --hashes` writes them anew after a change.
    static let styleHash = "sha256-ul007ygItZqGRRjt62If83CGTjGPfE6w6cEKZ4MSqfA="
    static let scriptHash = "sha256-LZC9rq11EICNGqRkqfsj3Jy2RhoWysdq1PPbbFXEM/M="
}
