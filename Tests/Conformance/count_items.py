#!/usr/bin/env python3
"""Compares how many configuration items configcheck finds in a file with a count of its own.

usage: count_items.py [--may-fail GLOB]... CONFIGCHECK FOLDER...

The count shares nothing with the product: it parses with Python's json and follows the wrappers that AWS Config and
its messengers put around items. Of every file it checks that `configcheck check` ends well and that
what `--explain-exit` counts is the same number. Prose (.txt, .md) is left out.

--may-fail names files, by a glob over name or path, that configcheck may call damaged (exit status 3); what it counted
is compared all the same when this script can read the file. Exit status: 1 when a file failed, 2 on wrong usage.
"""

import argparse
import fnmatch
import gzip
import json
import os
import re
import subprocess
import sys
import zlib

# What an item has and nothing else that names a resource type (a compliance result, a resource identifier) has.
ITEM_MEMBERS = (
    "configuration",
    "supplementaryConfiguration",
    "configurationItemStatus",
    "configurationItemCaptureTime",
)


class Unreadable(Exception):
    """The file is not JSON, one document or several behind each other."""


def documents(content):
    """The JSON documents of a file: one, or several as in NDJSON."""
    if content[:2] == b"\x1f\x8b":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise Unreadable(f"gzip: {error}") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(str(error)) from error
    if text.startswith("user,arn,"):  # a credential report, which is CSV
        return

    def refuse(constant):
        raise Unreadable(f"{constant} is not JSON")

    decoder = json.JSONDecoder(parse_constant=refuse)
    position = 0
    while True:
        while position < len(text) and text[position] in " \t\r\n":
            position += 1
        if position == len(text):
            return
        try:
            document, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            raise Unreadable(str(error)) from error
        yield document


def embedded(value):
    """A member that is an object, or a string that holds one."""
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return None
    return value


def elements(value):
    """Items where one object or an array of them may stand."""
    if isinstance(value, dict):
        return 1
    if isinstance(value, list):
        return sum(isinstance(element, dict) for element in value)
    return 0


def count(value):
    """The configuration items in a document, whatever it is wrapped in."""
    if isinstance(value, list):
        return sum(count(element) for element in value)
    if not isinstance(value, dict):
        return 0
    if isinstance(value.get("resourceType"), str) and any(name in value for name in ITEM_MEMBERS):
        return 1
    if "configurationItems" in value or "baseConfigurationItems" in value:
        return elements(value.get("configurationItems")) + elements(value.get("baseConfigurationItems"))
    if "configurationItem" in value:
        return elements(value["configurationItem"])
    if isinstance(value.get("configurationItemSummary"), dict):
        return 1
    if "status_code" in value and "data" in value:  # an answer recorded with placebo
        return count(value["data"])
    if "invokingEvent" in value:  # what a Lambda rule gets
        return count(embedded(value["invokingEvent"]))
    if "Message" in value:  # SNS
        return count(embedded(value["Message"]))
    if isinstance(value.get("Messages"), list):  # aws sqs receive-message
        return sum(count(embedded(part.get("Body"))) for part in value["Messages"] if isinstance(part, dict))
    if isinstance(value.get("Records"), list):  # Lambda behind SQS or SNS
        return sum(
            count(embedded(part["body"])) if "body" in part else count(part.get("Sns"))
            for part in value["Records"]
            if isinstance(part, dict)
        )
    if isinstance(value.get("Results"), list):  # aws configservice select-resource-config
        return sum(isinstance(embedded(row), dict) for row in value["Results"])
    if "detail" in value:  # EventBridge
        return count(value["detail"])
    return 0


def expectation(path):
    """The number of items in the file, or the reason why it cannot be told."""
    with open(path, "rb") as file:
        content = file.read()
    try:
        return sum(count(document) for document in documents(content)), None
    except Unreadable as error:
        return None, str(error)


def failure(command, path, may_fail):
    """What is wrong with what configcheck makes of the file; None when nothing is."""
    expected, reason = expectation(path)
    arguments = ["check", path, "--rules", "all", "--output", "json", "--fail-on", "never", "--allow-empty", "--explain-exit"]
    try:
        run = subprocess.run([command, *arguments], capture_output=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return "configcheck did not end within 120 seconds"
    message = " ".join(run.stderr.decode("utf-8", "replace").split())
    if run.returncode < 0:
        return f"configcheck ended by signal {-run.returncode}: {message}"
    if run.returncode not in ((0, 3) if may_fail else (0,)):
        note = f" (this script cannot read it either: {reason})" if reason else ""
        return f"exit status {run.returncode}: {message}{note}"
    if reason and run.returncode == 0:
        return f"configcheck reads what this script cannot: {reason}"
    try:
        json.loads(run.stdout)
    except ValueError as error:
        return f"no JSON: {error!r}"
    counted = re.search(r"(\d+) items? read$", message)
    if not counted:
        return f"no count at the end of: {message}"
    found = int(counted.group(1))
    if expected is not None and found != expected:
        return f"{expected} items, but configcheck finds {found}"
    return None


def files(folders):
    for folder in folders:
        if os.path.isfile(folder):
            yield folder
        for parent, names, leaves in os.walk(folder):
            names.sort()
            for leaf in sorted(leaves):
                if not leaf.startswith(".") and not leaf.removesuffix(".gz").endswith((".txt", ".md")):
                    yield os.path.join(parent, leaf)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--may-fail", action="append", default=[], metavar="GLOB")
    parser.add_argument("configcheck")
    parser.add_argument("folders", nargs="+", metavar="folder")
    options = parser.parse_args()
    if not os.access(options.configcheck, os.X_OK):
        parser.error(f"cannot run {options.configcheck}")
    for folder in options.folders:
        if not os.path.exists(folder):
            parser.error(f"{folder} does not exist")

    passed = failed = 0
    for path in files(options.folders):
        may_fail = any(
            fnmatch.fnmatch(name, pattern) for pattern in options.may_fail for name in (path, os.path.basename(path))
        )
        wrong = failure(options.configcheck, path, may_fail)
        if wrong is None:
            passed += 1
        else:
            failed += 1
            print(f"{path}: {wrong}")
    print(f"{passed} passed, {failed} failed")
    if passed + failed == 0:
        print("no files", file=sys.stderr)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
