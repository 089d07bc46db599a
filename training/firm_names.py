"""Names of firms, brands and services, from the npm package simple-icons (CC0), for the trainer's `--people`.

    npm pack simple-icons@16.37.0
    python3 training/firm_names.py simple-icons-16.37.0.tgz >> people.tsv

Each line: `firm`, a tab, a name in Latin script.
"""

import json
import sys
import tarfile

with tarfile.open(sys.argv[1]) as package:
    icons = json.load(package.extractfile("package/data/simple-icons.json"))
names = set()
for icon in icons:
    aliases = icon.get("aliases", {})
    names.update([icon["title"], *aliases.get("aka", []), *(other["title"] for other in aliases.get("dup", []))])
for name in sorted(names):
    if len(name) > 2 and name[0].isupper() and all(c < "\u0250" or c == "\u2019" for c in name):
        print(f"firm\t{name}")
