#!/usr/bin/env bash
# Runs the tests of everything that handles bytes by pointer under AddressSanitizer, in a build folder of its own.
set -euo pipefail
cd "$(dirname "$0")/../.."
# What XCTest leaks at start-up is not ours.
export ASAN_OPTIONS=detect_leaks=0
swift test --sanitize=address --scratch-path .build-asan --filter 'JSONTests|GzipTests|IngestTests|ComplianceTests|StoreTests|TimelineTests|RecordingTests'
