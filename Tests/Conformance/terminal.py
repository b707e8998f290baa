#!/usr/bin/env python3
"""terminal.py CONFIGCHECK: whatever the input holds, a terminal sees no control character and no mark of direction from it.

Runs every verb that shows something of the input on a pseudo terminal, over items, file names and evaluations whose texts hold
escapes, and looks at each byte: line ends, and the escapes by which configcheck itself colours, are all that may be there.
"""
import json
import os
import pty
import re
import subprocess
import sys
import tempfile

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\x85\x7f\u202egnp\u2066\u200f\u061c\r\n\t\x00end"
COLOUR = re.compile("\x1b\\[[0-9;]*m|\r?\x1b\\[K")
FORMATS = "table json ndjson csv markdown junit sarif github gitlab asff ocsf html".split()


def on_terminal(arguments, folder):
    """What a terminal gets of a command, standard error included."""
    main, side = pty.openpty()
    process = subprocess.Popen(arguments, cwd=folder, stdin=subprocess.DEVNULL, stdout=side, stderr=side, env={
        "PATH": "/usr/bin:/bin", "TERM": "xterm-256color"})
    os.close(side)
    received = b""
    while True:
        try:
            piece = os.read(main, 1 << 16)
        except OSError:
            break
        if not piece:
            break
        received += piece
    os.close(main)
    return process.wait(), received.decode("utf-8", "strict")


def steering(text):
    """The characters of a text that steer a terminal, but for line ends and colours."""
    # The terminal itself makes "\\r\\n" of a line feed; CSV ends its lines with one already.
    text = COLOUR.sub("", text).replace("\r\r\n", "\n").replace("\r\n", "\n")
    return sorted({
        f"U+{ord(c):04X}" for c in text
        if (ord(c) < 0x20 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c in "\u061c\u200e\u200f\u2028\u2029"
        or "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069"})


def main():
    program = os.path.abspath(sys.argv[1])
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        items = [{
            "resourceType": kind, "resourceId": EVIL + str(number), "resourceName": EVIL, "ARN": "arn:aws:ec2:::" + EVIL,
            "awsAccountId": "111122223333", "awsRegion": EVIL, "configurationItemStatus": "OK",
            "configurationItemCaptureTime": f"2026-01-0{day}T10:00:00.000Z", "tags": {EVIL: EVIL},
            "relationships": [{"resourceType": EVIL, "resourceId": EVIL, "name": EVIL}],
            "configuration": {"vpcId": EVIL, EVIL: [EVIL], "ipPermissions": [
                {"ipProtocol": "tcp", "fromPort": 3388 + day, "toPort": 3388 + day, "ipRanges": ["0.0.0.0/0"]}]},
            "supplementaryConfiguration": {"BucketPolicy": {"policyText": json.dumps({"Statement": [
                {"Sid": EVIL, "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]})}},
        } for day in (1, 2) for number, kind in enumerate(("AWS::EC2::SecurityGroup", "AWS::S3::Bucket"))]
        name = "items\x1b[31m\u202e.json"
        # Raw as UTF-8, not as escapes: as far as JSON allows it.
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
        with open(os.path.join(folder, "cut\x1b[31m.json"), "w", encoding="utf-8") as file:
            file.write('{"configurationItems":[{"a":')
        with open(os.path.join(folder, "waivers.json"), "w", encoding="utf-8") as file:
            json.dump({"waivers": [{"rule": "s3-*", "resource": "*", "reason": EVIL, "owner": EVIL, "ticket": EVIL,
                                    "expiry": "2026-02-15"}, {EVIL: EVIL}]}, file, ensure_ascii=False)
        quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
        subprocess.run([program, "check", name, "--rules", "all", "-o", "ndjson=all.ndjson"], **quiet)
        subprocess.run([program, "record", name, "--store", "store", "--rules", "all"], **quiet)
        check = [program, "check", name, "cut\x1b[31m.json", "--rules", "all", "--as-of", "2026-02-01", "--explain-exit",
                 "--waivers", "waivers.json"]
        lines = [check + ["-o", form] for form in FORMATS]
        lines += [[program, "report", "all.ndjson", "nothing" + EVIL.replace("\x00", ""), "-o", form] for form in FORMATS]
        lines += [[program, "graph", "--all", name, "-o", form] for form in ("text", "dot", "mermaid", "json", "svg")]
        lines += [[program, "stream", "--store", "store", "-o", form] for form in ("ndjson", "sns", "eventbridge", "text")]
        first = "AWS::EC2::SecurityGroup/" + EVIL.replace("\x00", "")
        lines += [[program, "history", first, "--store", "store"], [program, "graph", first, name],
                  [program, "check", name, "--rule", EVIL.replace("\x00", "")],
                  [program, EVIL.replace("\x00", "")], [program, "check", "--" + EVIL.replace("\x00", "")]]
        # A name that the command line can say, for what shows one resource.
        plain = dict(items[0], resourceId="sg-1")
        with open(os.path.join(folder, "plain.json"), "w", encoding="utf-8") as file:
            json.dump(plain, file, ensure_ascii=False)
        subprocess.run([program, "record", "plain.json", "--store", "store"], **quiet)
        lines += [[program, "history", "sg-1", "--store", "store", "-o", form] for form in ("text", "json")]
        for line in lines:
            status, text = on_terminal(line, folder)
            found = steering(text)
            if found or not text or status not in (0, 1, 2, 3):
                failed += 1
                print(f"{' '.join(map(repr, line[1:]))[:200]}: status {status}, {found}")
            else:
                passed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
