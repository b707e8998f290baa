import Recording

/// Where the boxes and lines of a picture are, in pixels.
struct GraphLayout {
    static let boxWidth = 208
    static let boxHeight = 58
    static let margin = 24
    /// How many columns of a terminal's text fit into a box.
    static let columns = 24
    /// How far lines go around a column.
    static let around = 80
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
        /// Whether it leads around a column, where names would stand on one another.
        let isAround: Bool
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
    ///
    /// - Parameters:
    ///   - end: the box whose side the name stands at, for there lines are apart.
    ///   - goesLeft: the side of its column that a line around goes.
    static func line(
        _ edge: ResourceGraph.Edge, _ from: Box, _ to: Box, isFaint: Bool, namedAt end: Box, goesLeft: Bool = false
    ) -> Line {
        let (y1, y2) = (from.y + boxHeight / 2, to.y + boxHeight / 2)
        if from.x == to.x {
            let x = goesLeft ? from.x : from.x + boxWidth
            let bulge = min(30 + abs(y2 - y1) / 8, around) * (goesLeft ? -1 : 1)
            let path = "M\(x) \(y1)C\(x + bulge) \(y1) \(x + bulge) \(y2) \(x) \(y2)"
            return Line(edge: edge, path: path, labelX: x, labelY: y1, isFaint: isFaint, isAround: true)
        }
        let isRight = to.x > from.x
        let x1 = isRight ? from.x + boxWidth : from.x
        let x2 = isRight ? to.x : to.x + boxWidth
        let pull = max(abs(x2 - x1) / 2, 24) * (isRight ? 1 : -1)
        let path = "M\(x1) \(y1)C\(x1 + pull) \(y1) \(x2 - pull) \(y2) \(x2) \(y2)"
        // A third of the way, where this curve has gone a quarter of its height.
        let isAtStart = end.x == from.x && end.y == from.y
        let (x, y, farX, farY) = isAtStart ? (x1, y1, x2, y2) : (x2, y2, x1, y1)
        return Line(
            edge: edge, path: path, labelX: x + (farX - x) * 40 / 100, labelY: y + (farY - y) / 4 + 3, isFaint: isFaint,
            isAround: false)
    }
}
