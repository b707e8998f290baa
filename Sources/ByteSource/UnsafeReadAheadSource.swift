#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A source read by a thread of its own, a buffer ahead of who reads from it: decompressing and parsing then take turns
/// on two cores instead of on one.
///
/// A plain thread and not a task: it blocks, and the pool of tasks must not.
public final class ReadAheadSource: ByteSource {
    private let shared: Shared
    private var current: UnsafeMutableRawBufferPointer?
    private var position = 0

    /// Begins to read from `source`, which from now on belongs to this object's thread.
    ///
    /// - Parameter bufferSize: in bytes; there are three such buffers.
    public init(_ source: any ByteSource, bufferSize: Int = 1 << 20) {
        shared = Shared(source, bufferSize: bufferSize)
        var thread = pthread_t.zero
        let argument = Unmanaged.passRetained(shared)
        let failure = pthread_create(
            &thread, nil,
            { argument in
                #if canImport(Darwin)
                    let shared = Unmanaged<Shared>.fromOpaque(argument)
                #else
                    let shared = Unmanaged<Shared>.fromOpaque(argument.unsafelyUnwrapped)
                #endif
                shared.takeRetainedValue().produce()
                return nil
            }, argument.toOpaque())
        if failure == 0 {
            pthread_detach(thread)
        } else {
            // Without a thread the reading is done by who asks.
            argument.release()
            shared.hasThread = false
        }
    }

    deinit {
        if let current { shared.giveBack(current) }
        shared.cancel()
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteSourceError) -> Int {
        guard shared.hasThread else { return try shared.source.read(into: buffer) }
        if let full = current, position == full.count {
            shared.giveBack(full)
            current = nil
        }
        if current == nil {
            current = try shared.take()
            position = 0
        }
        guard let full = current else { return 0 }
        let count = min(buffer.count, full.count - position)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: full[position..<position + count]))
        position += count
        return count
    }
}

extension pthread_t {
    fileprivate static var zero: pthread_t {
        #if canImport(Darwin)
            UnsafeMutablePointer(bitPattern: 1).unsafelyUnwrapped
        #else
            pthread_t()
        #endif
    }
}

/// What the two threads share. Everything mutable is guarded by `mutex`; the source belongs to the producer.
private final class Shared: @unchecked Sendable {
    let source: any ByteSource
    var hasThread = true
    private let bufferSize: Int
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var free: [UnsafeMutableRawPointer]
    private var full: [UnsafeMutableRawBufferPointer] = []
    private var isFinished = false
    private var isCancelled = false
    private var fault: ByteSourceError?

    init(_ source: any ByteSource, bufferSize: Int) {
        self.source = source
        self.bufferSize = bufferSize
        free = (0..<3).map { _ in .allocate(byteCount: bufferSize, alignment: 64) }
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        for buffer in free { buffer.deallocate() }
        for buffer in full { buffer.baseAddress?.deallocate() }
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(changed)
        mutex.deallocate()
        changed.deallocate()
    }

    /// The producer: fills free buffers until the source ends or nobody wants them.
    func produce() {
        while let start = takeFree() {
            var count = 0
            var failure: ByteSourceError?
            while count < bufferSize {
                do throws(ByteSourceError) {
                    let read = try source.read(
                        into: UnsafeMutableRawBufferPointer(start: start + count, count: bufferSize - count))
                    if read == 0 { break }
                    count += read
                } catch {
                    failure = error
                    break
                }
            }
            pthread_mutex_lock(mutex)
            if count > 0 {
                full.append(UnsafeMutableRawBufferPointer(start: start, count: count))
            } else {
                free.append(start)
            }
            fault = failure
            isFinished = failure != nil || count < bufferSize
            let isDone = isFinished
            pthread_cond_broadcast(changed)
            pthread_mutex_unlock(mutex)
            if isDone { return }
        }
    }

    private func takeFree() -> UnsafeMutableRawPointer? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while free.isEmpty, !isCancelled { pthread_cond_wait(changed, mutex) }
        return isCancelled ? nil : free.removeLast()
    }

    /// The next full buffer; nil at the end.
    func take() throws(ByteSourceError) -> UnsafeMutableRawBufferPointer? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while full.isEmpty, !isFinished { pthread_cond_wait(changed, mutex) }
        if !full.isEmpty { return full.removeFirst() }
        if let fault { throw fault }
        return nil
    }

    func giveBack(_ buffer: UnsafeMutableRawBufferPointer) {
        guard let start = buffer.baseAddress else { return }
        pthread_mutex_lock(mutex)
        free.append(start)
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
    }

    func cancel() {
        pthread_mutex_lock(mutex)
        isCancelled = true
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
    }
}
