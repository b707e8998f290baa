extension HTMLPage {
    /// What the page's policy lets through: the SHA-256 of `style` and of `script`, and nothing else.
    /// `Tests/Browser/assemble.py --hashes` writes them anew after a change.
    static let styleHash = "sha256-dyy0T7ljnbpxsi8T9Hxzu36/2wBiFke6IE/oP4FNNY0="
    static let scriptHash = "sha256-fsnNeL2fwYtKLnmap0ydI/ztR3Kd+G6xBra0oR4zyRk="
}
