extension Inflater {
    /// Why the fast loop stopped.
    enum FastStop {
        case nearAnEnd
        case endOfBlock
        case fault(GzipError.BlockFault)
    }

    /// The fast loop starts a round only with this many bytes of input: three loads of 8 bytes, at most 7 apart.
    static let fastInputMargin = 32
    /// The fast loop starts a round only with room for two literals, a match of 258 bytes and what copying in wide
    /// steps writes past its end.
    static let fastOutputMargin = 320

    /// Decodes symbols of a compressed block without looking for either end within a round.
    ///
    /// On entry both margins must be there. Nothing is lost on return, whatever the reason.
    func decodeFast(_ limit: Int) -> FastStop {
        let literals = UnsafePointer(literalTable.entries)
        let distances = UnsafePointer(distanceTable.entries)
        let literalBits = UInt64(literalTable.rootBits)
        let distanceBits = UInt64(distanceTable.rootBits)
        let literalMask: UInt64 = 1 &<< literalBits &- 1
        let distanceMask: UInt64 = 1 &<< distanceBits &- 1
        let memberOutput = UnsafeMutableRawPointer(output + memberStart)
        let outputStop = UnsafeMutableRawPointer(output + (limit - Self.fastOutputMargin))
        let inputStop = UnsafeRawPointer(input.storage + (input.end - Self.fastInputMargin))
        var out = output + position
        var next = UnsafeRawPointer(input.storage + input.position)
        var bits = input.bits
        var count = input.bitCount

        // Loads 8 bytes but only counts those that fit; the others are loaded again, onto the same bits.
        @inline(__always) func refill() {
            bits |= UInt64(littleEndian: next.loadUnaligned(as: UInt64.self)) &<< count
            next += Int(truncatingIfNeeded: (63 &- count) &>> 3)
            count |= 56
        }
        @inline(__always) func drop(_ width: UInt64) {
            bits &>>= width
            count &-= width
        }
        @inline(__always) func finish(_ stop: FastStop) -> FastStop {
            position = out - output
            input.position = next - UnsafeRawPointer(input.storage)
            // Bits above the count may be those of bytes that are counted as unread.
            input.bits = bits & (1 &<< count &- 1)
            input.bitCount = count
            return stop
        }

        // The entry of a round is loaded at the end of the one before, so that the load overlaps with copying. Its code
        // stays in `bits` until the round.
        refill()
        var entry = literals[Int(truncatingIfNeeded: bits & literalMask)]
        while out <= outputStop, next <= inputStop {
            if entry.isLiteral {
                drop(entry.totalBits)
                out.storeBytes(of: entry.literalByte, as: UInt8.self)
                out += 1
                entry = literals[Int(truncatingIfNeeded: bits & literalMask)]
                if entry.isLiteral {
                    drop(entry.totalBits)
                    out.storeBytes(of: entry.literalByte, as: UInt8.self)
                    out += 1
                    entry = literals[Int(truncatingIfNeeded: bits & literalMask)]
                    if entry.isLiteral {
                        drop(entry.totalBits)
                        out.storeBytes(of: entry.literalByte, as: UInt8.self)
                        out += 1
                        refill()
                        entry = literals[Int(truncatingIfNeeded: bits & literalMask)]
                        continue
                    }
                }
            }
            if entry.isSpecial {
                if entry.isLink {
                    drop(literalBits)
                    entry = literals[entry.linkedIndex(bits)]
                    if entry.isLiteral {
                        drop(entry.totalBits)
                        out.storeBytes(of: entry.literalByte, as: UInt8.self)
                        out += 1
                        refill()
                        entry = literals[Int(truncatingIfNeeded: bits & literalMask)]
                        continue
                    }
                }
                if entry.isSpecial {
                    drop(entry.totalBits)
                    return finish(entry.isEndOfBlock ? .endOfBlock : .fault(.invalidSymbol))
                }
            }
            let length = entry.valueWithExtra(bits)
            drop(entry.totalBits)
            refill()
            var distanceEntry = distances[Int(truncatingIfNeeded: bits & distanceMask)]
            if distanceEntry.isSpecial {
                guard distanceEntry.isLink else { return finish(.fault(.invalidSymbol)) }
                drop(distanceBits)
                distanceEntry = distances[distanceEntry.linkedIndex(bits)]
                guard !distanceEntry.isSpecial else { return finish(.fault(.invalidSymbol)) }
            }
            let distance = distanceEntry.valueWithExtra(bits)
            drop(distanceEntry.totalBits)
            refill()
            entry = literals[Int(truncatingIfNeeded: bits & literalMask)]
            let produced = out - memberOutput
            if distance <= produced {
                copyWide(out, length, distance)
                out += length
            } else {
                guard distance <= produced + reachableHistory else { return finish(.fault(.distanceTooFar)) }
                position = out - output
                copyMatch(length, distance)
                out += length
            }
        }
        return finish(.nearAnEnd)
    }

    /// Copies a match inside the buffer in wide steps, writing at most 31 bytes past its end.
    @inline(__always)
    private func copyWide(_ out: UnsafeMutableRawPointer, _ length: Int, _ distance: Int) {
        var from = UnsafeRawPointer(out - distance)
        var to = out
        let end = out + length
        if distance >= 16 {
            repeat {
                to.storeBytes(of: from.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
                from += 16
                to += 16
            } while to < end
        } else if distance >= 8 {
            repeat {
                to.storeBytes(of: from.loadUnaligned(as: UInt64.self), as: UInt64.self)
                from += 8
                to += 8
            } while to < end
        } else if distance == 1 {
            let run = SIMD16<UInt8>(repeating: from.load(as: UInt8.self))
            repeat {
                to.storeBytes(of: run, as: SIMD16<UInt8>.self)
                to += 16
            } while to < end
        } else {
            // Of each word only the first `distance` bytes are right, and the next one overwrites the others.
            repeat {
                to.storeBytes(of: from.loadUnaligned(as: UInt64.self), as: UInt64.self)
                from += distance
                to += distance
            } while to < end
        }
    }
}
