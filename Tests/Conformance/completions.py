#!/usr/bin/env python3
"""Completes command lines in real shells: completions.py CONFIGCHECK

Each shell loads the script that the program writes for it and completes the lines of one table; bash and zsh do so also as
somebody who types at a terminal. The manual page is put to mandoc. Exits with 1 on a difference; a shell that is not
installed is one.
"""
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

configcheck = os.path.abspath(sys.argv[1])
failures = []
count = 0

VERBS = {"check", "graph", "rules", "record", "completions", "help"}
LEVELS = {"any", "low", "medium", "high", "critical", "never"}
FORMATS = {"table", "json", "markdown"}
SHELLS = {"bash", "zsh", "fish"}
FILES = {"it's a file.json", "folder/"}

# What is typed, what must be offered, and what must not.
CASES = [
    ("", VERBS, {"--rules", "any"} | FILES),
    ("ch", {"check"}, {"graph"}),
    ("--v", {"--version"}, {"--help", "check"}),
    ("help gr", {"graph"}, {"check"}),
    ("check --fa", {"--fail-on"}, {"--quiet"}),
    ("check --fail-on ", LEVELS, {"--fail-on", "table"} | FILES),
    ("check --fail-on h", {"high"}, {"low"}),
    ("check --fail-on=", LEVELS, FILES),
    ("check --fail-on=h", {"high"}, {"low"}),
    ("check it --fail-on ", LEVELS, FILES),
    ("check --fail-on high --", {"--quiet", "--rules"}, LEVELS),
    ("check -- --fa", set(), {"--fail-on"}),
    ("check --rule ", set(), FILES | {"--rules"}),
    ("check --rule --skip-rule ", set(), FILES),
    ("check ", FILES, LEVELS),
    ("check x.json ", FILES, LEVELS),
    ("check it", {"it's a file.json"}, {"folder/"}),
    ("check -- it", {"it's a file.json"}, {"folder/"}),
    ("check --store ", {"folder/"}, {"it's a file.json"}),
    ("check --store f", {"folder/"}, {"it's a file.json"}),
    ("recorder --configuration i", {"it's a file.json"}, {"folder/"}),
    ("graph i", set(), {"it's a file.json"}),
    ("graph i-0abc i", {"it's a file.json"}, set()),
    ("graph --depth 2 i", set(), {"it's a file.json"}),
    ("graph AWS::IAM::Role/shop i", {"it's a file.json"}, set()),
    ("rules --output ", FORMATS, LEVELS | FILES),
    ("rules -o ", FORMATS, LEVELS),
    ("rules -o m", {"markdown"}, {"json"}),
    ("stream --output e", {"eventbridge"}, {"sns"}),
    ("completions ", SHELLS, {"check"} | FILES),
    ("completions bash ", set(), SHELLS | FILES),
    ("nonsense --fa", set(), {"--fail-on"}),
]


def check(what, line, found, wanted, unwanted):
    global count
    count += 1
    if wanted - found or unwanted & found:
        failures.append(f"{what}: '{line}': {sorted(wanted)} but not {sorted(unwanted)}: got {sorted(found)}")


def run(arguments, folder, **more):
    return subprocess.run(arguments, cwd=folder, capture_output=True, text=True, timeout=60, **more)


# bash: the function is called as readline calls it. What it leaves to readline is asked of compgen.

BASH = r"""
source "$1"
left=
compopt() { left=$2; }
while IFS= read -r text; do
    # Cut as readline does, at blanks and around the characters of COMP_WORDBREAKS.
    COMP_WORDS=(configcheck) piece=
    for ((i = 0; i < ${#text}; i++)); do
        letter=${text:i:1} isMark=no wasMark=no
        [[ $letter == [=:] ]] && isMark=yes
        [[ $piece == [=:]* ]] && wasMark=yes
        if [[ $letter == ' ' ]]; then
            [[ -n $piece ]] && COMP_WORDS+=("$piece"); piece=
        elif [[ $2 == cut && -n $piece && $isMark != "$wasMark" ]]; then
            COMP_WORDS+=("$piece"); piece=$letter
        else
            piece+=$letter
        fi
    done
    COMP_WORDS+=("$piece")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE="configcheck $text" COMP_POINT=${#COMP_LINE}
    COMPREPLY=() left=
    _configcheck configcheck "$piece" "${COMP_WORDS[COMP_CWORD-1]}"
    printf '> %s\n' "${COMPREPLY[@]}"
    if [[ ${#COMPREPLY[@]} == 0 && -n $left ]]; then
        compgen -o "$left" -- "$piece" | while IFS= read -r name; do
            [[ -d $name ]] && name+=/
            printf '> %s\n' "$name"
        done
    fi
    echo END
done
"""


def bash(folder, script):
    for cut in ["cut", "whole"]:
        result = run(["bash", "--norc", "-uc", BASH, "bash", script, cut], folder,
                     input="".join(line + "\n" for line, _, _ in CASES))
        answers = result.stdout.split("END\n")
        if result.stderr or len(answers) != len(CASES) + 1:
            failures.append(f"bash: {result.stderr}{result.stdout}")
            return
        for (line, wanted, unwanted), answer in zip(CASES, answers):
            found = {entry[2:] for entry in answer.splitlines() if entry.startswith("> ")} - {""}
            if cut == "whole" and "=" in line:
                found = {entry.partition("=")[2] for entry in found}
            check(f"bash ({cut})", line, found, wanted, unwanted)


# zsh: the completion system runs only at a line editor, so one is started and what reaches compadd is written down.

ZSH = r"""
PS1='READY> ' RPS1= ; setopt no_beep no_list_beep; unsetopt zle_bracketed_paste 2>/dev/null
autoload -U compinit && compinit -u -d ./.dump
source "$SCRIPT"
compadd() {
    local -a found given
    given=("$@")
    # '-O' and '-D' only ask which would match.
    if (( ${given[(I)-[OAD]]} )); then builtin compadd "$@"; return; fi
    builtin compadd -O found "$@"
    local word
    for word in ${(Q)found}; do
        [[ -d $word ]] && word=$word/
        print -r -- "> $word" >>./.offered
    done
    builtin compadd "$@"
}
finish() { print -r -- END >>./.offered; zle kill-whole-line }
offer() { zle list-choices; finish }
zle -N offer; bindkey '^X^O' offer
"""


class Typist:
    """A shell at a terminal of its own."""

    def __init__(self, arguments, folder, environment):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe(arguments[0], arguments, {**os.environ, "TERM": "dumb", "LC_ALL": "C.UTF-8", **environment})
        self.seen = ""

    def type(self, text):
        os.write(self.terminal, text.encode())

    def wait(self, isDone, seconds=20):
        """Reads what is shown until something holds."""
        end = time.monotonic() + seconds
        while not isDone():
            if time.monotonic() > end:
                return False
            if select.select([self.terminal], [], [], 0.02)[0]:
                try:
                    self.seen += os.read(self.terminal, 65536).decode(errors="replace")
                except OSError:
                    return isDone()
        return True

    def close(self):
        os.close(self.terminal)
        os.waitpid(self.pid, 0)


def zsh(folder, script):
    syntax = run(["zsh", "-n", script], folder)
    if syntax.returncode or syntax.stderr:
        failures.append(f"zsh -n: {syntax.stderr}")
    with open(os.path.join(folder, ".zshrc"), "w") as file:
        file.write(ZSH)
    offered = os.path.join(folder, ".offered")
    shell = Typist(["zsh", "-i"], folder, {"ZDOTDIR": folder, "SCRIPT": script})
    if not shell.wait(lambda: "READY>" in shell.seen):
        failures.append(f"zsh does not start: {shell.seen}")
        return
    for line, wanted, unwanted in CASES:
        open(offered, "w").close()
        shell.type(f"configcheck {line}\x18\x0f")
        if not shell.wait(lambda: "END\n" in open(offered).read()):
            failures.append(f"zsh: '{line}': no answer: {shell.seen[-500:]!r}")
            break
        found = {entry[2:] for entry in open(offered).read().splitlines() if entry.startswith("> ")}
        check("zsh", line, {re.sub(r"^--[a-z-]+=$", lambda m: m[0][:-1], entry) for entry in found}, wanted, unwanted)
    shell.close()
    # Autoloaded, as from a folder of fpath.
    functions = os.path.join(folder, ".functions")
    os.mkdir(functions)
    shutil.copy(script, os.path.join(functions, "_configcheck"))
    result = run(["zsh", "-fc", "fpath=($1 $fpath); autoload -U compinit; compinit -u -d ./.dump2; "
                  "print -r -- ${_comps[configcheck]}", "zsh", functions], folder)
    check("zsh, autoloaded", "compinit", {result.stdout.strip() + result.stderr}, {"_configcheck"}, set())


def fish(folder, script):
    for line, wanted, unwanted in CASES:
        result = run(["fish", "--no-config", "-c", 'source $argv[1]; complete -C "configcheck $argv[2]"', script, line],
                     folder)
        found = {entry.partition("\t")[0].replace("\\", "") for entry in result.stdout.splitlines()}
        found = {entry.partition("=")[2] if re.match("--.*=.", entry) else entry.rstrip("=") for entry in found}
        if result.stderr:
            failures.append(f"fish: '{line}': {result.stderr}")
        check("fish", line, found, wanted, unwanted)


def at_terminal(what, arguments, folder, script, ready):
    """What Tab makes of a line, with all the quoting that paths need."""
    for line, wanted in [("check --fa", "configcheck check --fail-on"),
                         ("check --fail-on=hi", "configcheck check --fail-on=high"),
                         ("check it", r"configcheck check it\'s\ a\ file.json"),
                         ("check --store f", "configcheck check --store folder/")]:
        shell = Typist(arguments, folder, {"PS1": "READY> ", "ZDOTDIR": folder, "SCRIPT": script})
        shell.wait(lambda: "READY>" in shell.seen)
        shell.type(ready)
        shell.wait(lambda: "LOADED" in shell.seen)
        shell.seen = ""
        shell.type(f"configcheck {line}\t")
        if not shell.wait(lambda: wanted in shell.seen.replace("\r", "").replace("\n", ""), 8):
            failures.append(f"{what} at a terminal: '{line}': '{wanted}' is not in {shell.seen!r}")
        global count
        count += 1
        shell.close()


def manual(folder):
    global count
    count += 1
    page = run([configcheck, "man"], folder)
    lint = run(["mandoc", "-Tlint", "-Wwarning"], folder, input=page.stdout)
    if page.returncode or lint.returncode or lint.stdout:
        failures.append(f"man: {page.stderr}{lint.stdout}{lint.stderr}")
    text = run(["mandoc", "-Tascii"], folder, input=page.stdout).stdout
    text = re.sub(".\x08", "", text)
    for wanted in ["--fail-on=[RULE=]LEVEL", "aws configservice get-resource-config-history", "EXIT STATUS", "'restricted-*'"]:
        if wanted not in text:
            failures.append(f"man: '{wanted}' is not in the page")
    if run([configcheck, "man"], folder).stdout != page.stdout:
        failures.append("man: two runs differ")


with tempfile.TemporaryDirectory() as folder:
    folder = os.path.realpath(folder)
    os.mkdir(os.path.join(folder, "folder"))
    open(os.path.join(folder, "it's a file.json"), "w").close()
    for tool in ["bash", "zsh", "fish", "mandoc"]:
        if shutil.which(tool) is None:
            failures.append(f"{tool} is not installed")
    scripts = {}
    for shell in ["bash", "zsh", "fish"]:
        scripts[shell] = os.path.join(folder, f".script.{shell}")
        with open(scripts[shell], "w") as file:
            subprocess.run([configcheck, "completions", shell], stdout=file, check=True)
    if not failures:
        bash(folder, scripts["bash"])
        zsh(folder, scripts["zsh"])
        fish(folder, scripts["fish"])
        at_terminal("bash", ["bash", "--norc", "-i"], folder, scripts["bash"], "source $SCRIPT; echo LOA'DED'\n")
        at_terminal("zsh", ["zsh", "-i"], folder, scripts["zsh"], "unfunction compadd; echo LOA'DED'\n")
        manual(folder)

for failure in failures:
    print(failure)
print(f"{count} completions and pages, {len(failures)} failures")
sys.exit(1 if failures else 0)
