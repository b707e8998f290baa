#!/usr/bin/env python3
"""Compares gunzip-cat with the data that zlib compressed, and what gzip-cat compressed with what zlib makes of it:
gzip_against_zlib.py PATH-OF-GUNZIP-CAT PATH-OF-GZIP-CAT

Prints one line for each difference and a count at the end; exits with 1 if there was any difference.
"""
import gzip
import os
import random
import subprocess
import sys
import tempfile
import zlib

generator = random.Random(20)
WINDOW = 32 * 1024


def records(size):
    lines = []
    total = 0
    while total < size:
        line = b'{"id":"i-%08x","state":%d,"zone":"eu-%d"},\n' % (generator.getrandbits(32), total % 7, total % 3)
        lines.append(line)
        total += len(line)
    return b"".join(lines)[:size]


def contents():
    sizes = [0, 1, 2, 3, 257, 258, 259, 4095, 65535, 65536, 300_000, 4 * 1024 * 1024 + 1]
    sizes += [edge + step for edge in (WINDOW, 2 * WINDOW, 256 * 1024) for step in (-262, -1, 0, 1, 262)]
    for size in sizes:
        yield f"zeros {size}", bytes(size)
        yield f"records {size}", records(size)
        if size < 1_000_000:
            yield f"random {size}", generator.randbytes(size)
    for gap in range(WINDOW - 300, WINDOW + 3, 37):
        # The same bytes again, as far back as a match reaches or a little farther.
        block = generator.randbytes(300)
        yield f"window {gap}", (block + generator.randbytes(gap - 300)) * 3


def compressed(content, level, strategy):
    stream = zlib.compressobj(level, zlib.DEFLATED, 31, 9, strategy)
    return stream.compress(content) + stream.flush()


def main():
    program = sys.argv[1]
    runs = 0
    differences = 0

    def check(name, stream, content, size):
        nonlocal runs, differences
        runs += 1
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(stream)
        result = subprocess.run([program, file.name, str(size)], capture_output=True)
        os.unlink(file.name)
        if result.returncode != 0 or result.stdout != content:
            differences += 1
            print(f"{name}, buffer {size}: {len(result.stdout)} bytes, {result.stderr.decode().strip()}")

    with tempfile.TemporaryDirectory() as folder:
        for name, content in contents():
            for level in range(10):
                if level not in (0, 1, 6, 9) and len(content) > 1_000_000:
                    continue
                stream = compressed(content, level, zlib.Z_DEFAULT_STRATEGY)
                check(f"{name} level {level}", stream, content, generator.choice([4 << 20, 1 << 20, 65_536, 32_768]))
            for strategy in (zlib.Z_FILTERED, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE, zlib.Z_FIXED):
                check(f"{name} strategy {strategy}", compressed(content, 6, strategy), content, 4 << 20)
        for count in range(2, 40):
            parts = [records(generator.choice([0, 1, 50, 5000, WINDOW, 70_000])) for _ in range(count)]
            stream = b"".join(gzip.compress(part, generator.randrange(10)) for part in parts)
            check(f"{count} members", stream + bytes(count % 3 * 512), b"".join(parts), generator.choice([7, 4 << 20]))
        for name, content in contents():
            runs += 1
            with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
                file.write(content)
            piece = generator.choice([1 << 20, 65_536, 4099])
            result = subprocess.run([sys.argv[2], file.name, str(piece)], capture_output=True)
            os.unlink(file.name)
            try:
                same = result.returncode == 0 and gzip.decompress(result.stdout) == content
            except (OSError, EOFError, zlib.error) as error:
                same = False
                print(error)
            if not same:
                differences += 1
                print(f"{name} compressed in pieces of {piece}: {len(result.stdout)} bytes")
    print(f"{runs} streams, {differences} differences")
    return 1 if differences or not runs else 0


if __name__ == "__main__":
    sys.exit(main())
