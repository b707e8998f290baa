extension HTMLPage {
    /// One function, so that nothing of it has a name outside; its parts in the order in which they need each other.
    static let script =
        "'use strict';\n(() => {\n" + elementScript + dataScript + filterScript + overviewScript + listScript
        + detailsScript + pictureScript + paperScript + mainScript + "})();\n"
}
