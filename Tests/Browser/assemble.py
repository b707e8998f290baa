#!/usr/bin/env python3
"""Puts an HTML report together without Swift: the text that stands in Sources/Reporting/HTML, and made-up data.

    assemble.py FOLDER      writes a page for each sample of sample_data.py into FOLDER
    assemble.py --hashes    writes HTMLHashes.swift anew
    assemble.py --script    prints the script, for a look at it with other tools

This is for work on the page itself; what `configcheck check -o html` writes is tested as it comes.
"""
import base64
import glob
import hashlib
import html
import json
import os
import re
import sys
import textwrap

import sample_data

SOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Sources/Reporting/HTML")
HASHES = os.path.join(SOURCES, "HTMLHashes.swift")


def literals():
    """The raw string literals by name."""
    found = {}
    for path in glob.glob(os.path.join(SOURCES, "*.swift")):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for name, body in re.findall(r'static let (\w+) = #"""\n(.*?)\n? *"""#', text, re.S):
            found[name] = "\n".join(line[8:] for line in body.split("\n"))
        for name, body in re.findall(r'static let (\w+Hash) = "([^"]*)"', text):
            found[name] = body
    return found


def joined(name, parts):
    """What `static let NAME = a + b` comes to."""
    for path in glob.glob(os.path.join(SOURCES, "*.swift")):
        with open(path, encoding="utf-8") as file:
            match = re.search(rf"static let {name} =((?:.|\n)*?)\n(?=\}}|\n)", file.read())
        if match and "#" not in match.group(1):
            result = ""
            for text, reference in re.findall(r'"((?:[^"\\]|\\.)*)"|(\w+)', match.group(1)):
                result += parts[reference] if reference else text.replace("\\n", "\n")
            return result
    raise SystemExit(f"no {name}")


def page_parts():
    parts = literals()
    parts["style"] = joined("style", parts)
    parts["script"] = joined("script", parts)
    for text in (parts["style"], parts["script"]):
        for forbidden in ("</script", "</style", "<!--"):
            assert forbidden not in text, forbidden
    return parts


def digest(text):
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def write_hashes(parts):
    with open(HASHES, encoding="utf-8") as file:
        text = file.read()
    for name in ("style", "script"):
        text = re.sub(rf'{name}Hash = "[^"]*"', f'{name}Hash = "{digest(parts[name])}"', text)
    with open(HASHES, "w", encoding="utf-8") as file:
        file.write(text)


STEERING = re.compile("[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def text(value):
    """As Swift's `sanitized`, and escaped for HTML."""
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    shown = STEERING.sub(lambda m: short.get(m.group(), f"\\u{{{ord(m.group()):X}}}"), str(value))
    return html.escape(shown, quote=True)


def assembled(report, parts=None):
    """The page of a report from sample_data."""
    parts = parts or page_parts()
    data = json.dumps(sample_data.packed(report), ensure_ascii=False, separators=(",", ":"))
    data = data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    holes = {name: text(value) for name, value in sample_data.header(report).items()}
    holes["errors"] = "".join(f"<li>{text(error)}</li>" for error in report["errors"])
    holes["errorsHidden"] = "" if report["errors"] else "hidden"
    holes["data"] = data
    for name in ("style", "script", "styleHash", "scriptHash"):
        holes[name] = parts[name]
    return re.sub(r"\{\{(\w+)\}\}", lambda match: holes[match.group(1)], parts["skeleton"])


def write_samples(folder):
    os.makedirs(folder, exist_ok=True)
    parts = page_parts()
    paths = {}
    for name, report in sample_data.samples().items():
        paths[name] = os.path.join(folder, f"{name}.html")
        with open(paths[name], "w", encoding="utf-8", errors="surrogatepass") as file:
            file.write(assembled(report, parts))
    return paths


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(textwrap.dedent(__doc__))
    if sys.argv[1] == "--hashes":
        write_hashes(page_parts())
    elif sys.argv[1] == "--script":
        print(page_parts()["script"], end="")
    else:
        for path in write_samples(sys.argv[1]).values():
            print(path, os.path.getsize(path))
