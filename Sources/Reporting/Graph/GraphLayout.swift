import Recording

/// Where the boxes and lines of a picture are, in pixels.
struct GraphLayout {
    static let boxWidth = 208
    static let boxHeight = 58
    static let margin = 24
    /// How many columns of a terminal's text fit into a box.
    static let columns = 27
    static let rowGap = 18

    /// The upper left corner of a node's box.
    struct Box {
        var x: Int
        var y: Int
    }

    /// An edge as it is drawn.
    struct Line {
        let edge: ResourceGraph.Edge
        /// The `d` of a path.
        let path: String
        let labelX: Int
        let labelY: Int
        let isFaint: Bool
    }

    struct Heading {
        let text: String
        let x: Int
        let y: Int
        let isLarge: Bool
        /// How much of the text there is room for, in columns of a terminal.
        let columns: Int
    }

    var boxes: [Int: Box] = [:]
    var edges: [Line] = []
    var headings: [Heading] = []
    var center: Int?
    var width = 0
    var height = 0
    /// How many edges are not drawn.
    var hidden = 0

    /// A curve between two boxes: from side to side where they stand in different columns, else around the column.
    static func line(_ edge: ResourceGraph.Edge, _ from: Box, _ to: Box, isFaint: Bool = false) -> Line {
        let (y1, y2) = (from.y + boxHeight / 2, to.y + boxHeight / 2)
        let path: String
        let labelX: Int
        if from.x == to.x {
            let x = from.x + boxWidth
            let bulge = min(30 + abs(y2 - y1) / 8, 90)
            path = "M\(x) \(y1)C\(x + bulge) \(y1) \(x + bulge) \(y2) \(x) \(y2)"
            labelX = x + bulge * 3 / 4
        } else {
            let isRight = to.x > from.x
            let x1 = isRight ? from.x + boxWidth : from.x
            let x2 = isRight ? to.x : to.x + boxWidth
            let pull = max(abs(x2 - x1) / 2, 24) * (isRight ? 1 : -1)
            path = "M\(x1) \(y1)C\(x1 + pull) \(y1) \(x2 - pull) \(y2) \(x2) \(y2)"
            labelX = (x1 + x2) / 2
        }
        return Line(edge: edge, path: path, labelX: labelX, labelY: (y1 + y2) / 2 + 3, isFaint: isFaint)
    }
}
