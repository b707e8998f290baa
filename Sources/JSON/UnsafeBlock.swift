// Stage one of reading JSON looks at 64 bytes at a time and turns each question ("which bytes are quotes?") into a
// 64-bit mask, bit i for byte i. This file asks the questions; `UnsafeStructuralIndexer` combines the answers.
//
// Two ways to the same masks: SSE2, which every x86-64 has, through clang's own intrinsics; and plain SIMD16 for any
// other machine. A test compares the two. Rejected: `SIMD64` and `wrappedSum` (scalarised, 10 to 100 times slower),
// SWAR on 64-bit words (a third of the speed), AVX2 (not on every machine, and stage one is not the bottleneck).

#if arch(x86_64) && canImport(_Builtin_intrinsics)
    import _Builtin_intrinsics.intel
    typealias Block = SSE2Block
#else
    typealias Block = PortableBlock
#endif

/// The answers for 64 bytes of text.
protocol BlockMasks {
    /// `"`
    var quotes: UInt64 { get }
    /// `\`
    var backslashes: UInt64 { get }
    /// `{ } [ ] : ,`
    var operators: UInt64 { get }
    /// Only 0x20; the other white space is found among `controls`.
    var spaces: UInt64 { get }
    /// Bytes below 0x20.
    var controls: UInt64 { get }
    /// Whether some byte is 0x80 or above.
    var hasNonASCII: Bool { get }
    init(_ text: UnsafePointer<UInt8>)
    /// Which bytes of `text[0..<64]` equal `byte`.
    static func mask(_ text: UnsafePointer<UInt8>, equal byte: UInt8) -> UInt64
}

#if arch(x86_64) && canImport(_Builtin_intrinsics)
    struct SSE2Block: BlockMasks {
        let quotes, backslashes, operators, spaces, controls: UInt64
        let hasNonASCII: Bool

        @inline(__always)
        init(_ text: UnsafePointer<UInt8>) {
            let raw = UnsafeRawPointer(text)
            let v0 = raw.loadUnaligned(as: __m128i.self)
            let v1 = raw.loadUnaligned(fromByteOffset: 16, as: __m128i.self)
            let v2 = raw.loadUnaligned(fromByteOffset: 32, as: __m128i.self)
            let v3 = raw.loadUnaligned(fromByteOffset: 48, as: __m128i.self)
            quotes = Self.equal(v0, v1, v2, v3, 0x22)
            backslashes = Self.equal(v0, v1, v2, v3, 0x5C)
            spaces = Self.equal(v0, v1, v2, v3, 0x20)
            operators = Self.join(
                Self.operators(v0), Self.operators(v1), Self.operators(v2), Self.operators(v3))
            let c0 = Self.belowSpace(v0)
            let c1 = Self.belowSpace(v1)
            let c2 = Self.belowSpace(v2)
            let c3 = Self.belowSpace(v3)
            // Compact JSON has no control characters: one test for the block, the masks only where there are some.
            let anyControl = _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(c0, c1), _mm_or_si128(c2, c3)))
            controls = anyControl == 0 ? 0 : Self.join(c0, c1, c2, c3)
            hasNonASCII = _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(v0, v1), _mm_or_si128(v2, v3))) != 0
        }

        @inline(__always)
        static func mask(_ text: UnsafePointer<UInt8>, equal byte: UInt8) -> UInt64 {
            let raw = UnsafeRawPointer(text)
            return equal(
                raw.loadUnaligned(as: __m128i.self), raw.loadUnaligned(fromByteOffset: 16, as: __m128i.self),
                raw.loadUnaligned(fromByteOffset: 32, as: __m128i.self),
                raw.loadUnaligned(fromByteOffset: 48, as: __m128i.self), byte)
        }

        @inline(__always)
        private static func join(_ a: __m128i, _ b: __m128i, _ c: __m128i, _ d: __m128i) -> UInt64 {
            UInt64(UInt32(bitPattern: _mm_movemask_epi8(a))) | UInt64(UInt32(bitPattern: _mm_movemask_epi8(b))) &<< 16
                | UInt64(UInt32(bitPattern: _mm_movemask_epi8(c))) &<< 32
                | UInt64(UInt32(bitPattern: _mm_movemask_epi8(d))) &<< 48
        }

        @inline(__always)
        private static func equal(
            _ a: __m128i, _ b: __m128i, _ c: __m128i, _ d: __m128i, _ byte: UInt8
        ) -> UInt64 {
            let k = _mm_set1_epi8(CChar(bitPattern: byte))
            return join(_mm_cmpeq_epi8(a, k), _mm_cmpeq_epi8(b, k), _mm_cmpeq_epi8(c, k), _mm_cmpeq_epi8(d, k))
        }

        @inline(__always)
        private static func operators(_ v: __m128i) -> __m128i {
            // With bit 0x20 set, '[' becomes '{' and ']' becomes '}'.
            let folded = _mm_or_si128(v, _mm_set1_epi8(0x20))
            let braces = _mm_or_si128(
                _mm_cmpeq_epi8(folded, _mm_set1_epi8(0x7B)), _mm_cmpeq_epi8(folded, _mm_set1_epi8(0x7D)))
            let separators = _mm_or_si128(
                _mm_cmpeq_epi8(v, _mm_set1_epi8(0x2C)), _mm_cmpeq_epi8(v, _mm_set1_epi8(0x3A)))
            return _mm_or_si128(braces, separators)
        }

        @inline(__always)
        private static func belowSpace(_ v: __m128i) -> __m128i {
            _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1F)), v)
        }
    }
#endif

struct PortableBlock: BlockMasks {
    let quotes, backslashes, operators, spaces, controls: UInt64
    let hasNonASCII: Bool

    @inline(__always)
    init(_ text: UnsafePointer<UInt8>) {
        var quotes: UInt64 = 0
        var backslashes: UInt64 = 0
        var operators: UInt64 = 0
        var spaces: UInt64 = 0
        var controls: UInt64 = 0
        var all = SIMD16<UInt8>()
        for i in 0..<4 {
            let v = UnsafeRawPointer(text).loadUnaligned(fromByteOffset: i &* 16, as: SIMD16<UInt8>.self)
            let folded = v | SIMD16(repeating: 0x20)
            let shift = UInt64(i &* 16)
            quotes |= Self.bits(v .== 0x22) &<< shift
            backslashes |= Self.bits(v .== 0x5C) &<< shift
            operators |= Self.bits((folded .== 0x7B) .| (folded .== 0x7D) .| (v .== 0x2C) .| (v .== 0x3A)) &<< shift
            spaces |= Self.bits(v .== 0x20) &<< shift
            controls |= Self.bits(v .< 0x20) &<< shift
            all |= v
        }
        self.quotes = quotes
        self.backslashes = backslashes
        self.operators = operators
        self.spaces = spaces
        self.controls = controls
        let halves = unsafeBitCast(all, to: SIMD2<UInt64>.self)
        hasNonASCII = (halves[0] | halves[1]) & 0x8080_8080_8080_8080 != 0
    }

    @inline(__always)
    static func mask(_ text: UnsafePointer<UInt8>, equal byte: UInt8) -> UInt64 {
        var mask: UInt64 = 0
        for i in 0..<4 {
            let v = UnsafeRawPointer(text).loadUnaligned(fromByteOffset: i &* 16, as: SIMD16<UInt8>.self)
            mask |= bits(v .== byte) &<< UInt64(i &* 16)
        }
        return mask
    }

    /// A lane mask as 16 bits: keep a different bit in each lane, then let a multiplication sum the lanes.
    @inline(__always)
    private static func bits(_ mask: SIMDMask<SIMD16<Int8>>) -> UInt64 {
        let picked =
            unsafeBitCast(mask, to: SIMD2<UInt64>.self) & SIMD2<UInt64>(repeating: 0x8040_2010_0804_0201)
        return (picked[0] &* 0x0101_0101_0101_0101) &>> 56 | ((picked[1] &* 0x0101_0101_0101_0101) &>> 56) &<< 8
    }
}
