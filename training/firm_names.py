"""Names of firms, brands, services and bodies of other kinds from three packages, for the trainer's `--people`.

    npm pack simple-icons@16.37.0 compromise@14.17.0
    pip download --no-deps pytickersymbols==1.17.10
    python3 training/firm_names.py simple-icons-16.37.0.tgz compromise-14.17.0.tgz pytickersymbols-1.17.10-py3-none-any.whl >> people.tsv

Each line: `firm`, a tab, a name in Latin script. From simple-icons (CC0) firms, brands and services; from compromise (MIT)
organisations and clubs; from pytickersymbols (MIT) firms on stock exchanges, with and without what says their legal form.
"""

import ast
import json
import re
import sys
import tarfile
import zipfile

FORM = re.compile(
    r"[ ,]+(?:\(.*\)|S\.?A\.?|S\.?E\.?|AG|N\.?V\.?|plc|PLC|Plc|Inc\.?|Incorporated|Corp\.?|Corporation|Co\.?|Company"
    r"|Companies|Ltd\.?|Limited|Group|Groupe|Holdings?|& Co\.?|KGaA|GmbH|AB|Oyj|Abp|ASA|A/S|SpA|S\.p\.A\.|Class [A-C]"
    r"|The|Aktiengesellschaft)$"
)


def icons(path):
    with tarfile.open(path) as package:
        found = json.load(package.extractfile("package/data/simple-icons.json"))
    for icon in found:
        aliases = icon.get("aliases", {})
        yield from [icon["title"], *aliases.get("aka", []), *(other["title"] for other in aliases.get("dup", []))]


def number(code):
    """A number of the tries: 0 to Z, then 00 to ZZ and so on."""
    return int(code, 36) + sum(36**places for places in range(1, len(code)))


def unpacked(packed):
    """The words of one of compromise's tries."""
    nodes = packed.split(";")
    symbols = []
    while re.fullmatch("[0-9A-Z]+:[0-9A-Z]+", nodes[len(symbols)]):
        symbols.append(number(nodes[len(symbols)].split(":")[1]))
    nodes = nodes[len(symbols) :]

    def words(index, before):
        node = nodes[index]
        if node.startswith("!"):
            yield before
        parts = re.split("([A-Z0-9,]+)", node.lstrip("!"))
        for text, code in zip(parts[::2], [*parts[1::2], ","]):
            if text and code == ",":
                yield before + text
            elif text:
                to = number(code)
                to = symbols[to] if to < len(symbols) else index + to + 1 - len(symbols)
                yield from words(to, before + text)

    yield from words(0, "")


def bodies(path):
    with tarfile.open(path) as package:
        lists = package.extractfile("package/src/2-two/preTagger/model/lexicon/_data.js").read().decode()
    for kind in ("Organization", "SportsTeam"):
        for word in unpacked(re.search(f'"{kind}": "true¦([^"]*)"', lists).group(1)):
            yield word[:1].upper() + word[1:]


def listed(path):
    tree = ast.parse(zipfile.ZipFile(path).read("pytickersymbols/indices_data.py"))
    indices = next(node.value for node in tree.body if isinstance(node, (ast.Assign, ast.AnnAssign)))
    for index in ast.literal_eval(indices).values():
        for firm in index["companies"]:
            name = firm["name"].strip()
            while name:
                yield name
                shorter = FORM.sub("", name).strip(" ,&")
                name = shorter if shorter != name else ""


for name in sorted({*icons(sys.argv[1]), *bodies(sys.argv[2]), *listed(sys.argv[3])}):
    if len(name) > 2 and name[0].isupper() and all(c < "\u0250" or c == "\u2019" for c in name):
        print(f"firm\t{name}")
