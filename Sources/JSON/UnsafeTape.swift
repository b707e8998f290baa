import Synchronization

// The tape: what stage two writes and every reader of a value walks. One 64-bit entry for each value and each member
// name, in the order of the text:
//
//   bits 60…63  kind
//   bits 32…59  a container's: index of the entry after its last; a string's, name's or number's: length in bytes
//   bits 0…31   position in the text, from the value's first byte; a string's points behind its opening quote
//
// {"a":[1,"xy"]} is   0 object →5 @0   1 string 1 @2   2 array →5 @5   3 integer 1 @6   4 string 2 @9
//
// Skipping a value is one addition or one load, comparing a name with a wanted one starts with its length and rarely
// gets further, and nothing is decoded before somebody asks.

/// What an entry of the tape is.
@usableFromInline
enum TapeKind: UInt64 {
    case null = 0
    case `false` = 1
    case `true` = 2
    case integer = 3
    case decimal = 4
    case string = 5
    case array = 6
    case object = 7
}

/// What a `JSONValue` needs to walk the tape, at an address that stays.
@usableFromInline
struct TapeHeader {
    /// The first byte of the value's text.
    @usableFromInline var text: UnsafePointer<UInt8>
    @usableFromInline var entries: UnsafeMutablePointer<UInt64>
    /// What keeps look-ups off the short way; 0 nearly always, so that one test asks for all of it.
    @usableFromInline var flags: UInt8 = 0
    @usableFromInline unowned(unsafe) var tape: Tape

    /// Some member name is written with an escape, so that names must be decoded to be compared.
    @inlinable static var escapedNames: UInt8 { 1 }
    /// Look-ups are noted: see `LookUpTrace`.
    @inlinable static var traced: UInt8 { 2 }
    /// Objects have a member of every name: see `JSONDocument.init(standIn:)`.
    @inlinable static var answersAll: UInt8 { 4 }
}

/// The storage behind `JSONValue`: entries, header, and the documents found inside strings.
@usableFromInline
final class Tape {
    static let positionMask: UInt64 = 0xFFFF_FFFF
    static let payloadLimit = 1 << 28

    let header: UnsafeMutablePointer<TapeHeader>
    private(set) var capacity: Int
    /// Documents written inside strings, parsed once, by the index of the string; they live as long as the value. A lock
    /// guards them, because resources that other resources' rules look at are read on several threads.
    private let embedded = Mutex<[Int: JSONDocument?]>([:])
    /// Who notes what is looked up, and this document's number there.
    private(set) var trace: LookUpTrace?
    private(set) var traceNumber = 0

    init(capacity: Int) {
        self.capacity = capacity
        header = .allocate(capacity: 1)
        let entries = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
        header.initialize(
            to: TapeHeader(
                text: UnsafePointer(bitPattern: 1).unsafelyUnwrapped, entries: entries, tape: self))
    }

    deinit {
        header.pointee.entries.deallocate()
        header.deinitialize(count: 1)
        header.deallocate()
    }

    /// Makes room for `wanted` entries, keeping the first `count`.
    func reserve(_ wanted: Int, keeping count: Int) {
        guard wanted > capacity else { return }
        let larger = max(wanted, capacity * 2)
        let entries = UnsafeMutablePointer<UInt64>.allocate(capacity: larger)
        entries.initialize(from: header.pointee.entries, count: count)
        header.pointee.entries.deallocate()
        header.pointee.entries = entries
        capacity = larger
    }

    /// Gives back what the value on the tape does not use.
    func shrink() {
        let entry = header.pointee.entries[0]
        let used = entry >> 61 == 3 ? Int(entry >> 32 & 0xFFF_FFFF) : 1
        guard used < capacity else { return }
        let entries = UnsafeMutablePointer<UInt64>.allocate(capacity: used)
        entries.initialize(from: header.pointee.entries, count: used)
        header.pointee.entries.deallocate()
        header.pointee.entries = entries
        capacity = used
    }

    /// Forgets the last value.
    func reset() {
        header.pointee.flags = 0
        trace = nil
        embedded.withLock { if !$0.isEmpty { $0.removeAll(keepingCapacity: true) } }
    }

    /// Has look-ups noted by `trace`, or no longer noted.
    func setTrace(_ trace: LookUpTrace?, number: Int = 0) {
        self.trace = trace
        traceNumber = number
        if trace == nil {
            header.pointee.flags &= ~TapeHeader.traced
        } else {
            header.pointee.flags |= TapeHeader.traced
        }
    }

    /// The document written inside the string at `index`, made by `parse` on the first call.
    func embedded(at index: Int, parse: () -> JSONDocument?) -> JSONDocument? {
        embedded.withLock { known in
            if let document = known[index] { return document }
            let document = parse()
            known[index] = .some(document)
            return document
        }
    }
}
