"""Given names and family names as one list, from the package Faker (MIT), for the trainer's `--people`.

    pip install faker==40.63.0 && python3 training/given_names.py > people.tsv

Each line: `given` or `family`, a tab, a name in Latin script.
"""

import importlib
import pkgutil

import faker.providers.person as person

LISTS = {
    "given": ("first_names", "first_names_male", "first_names_female", "first_names_nonbinary"),
    "family": ("last_names", "last_names_male", "last_names_female"),
}


def latin(name):
    return name[:1].isupper() and all(c < "\u0250" or "\u1e00" <= c < "\u1f00" or c == "\u2019" for c in name)


found = set()
for module in sorted(pkgutil.iter_modules(person.__path__), key=lambda m: m.name):
    provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
    for kind, attributes in LISTS.items():
        for attribute in attributes:
            names = getattr(provider, attribute, ())
            for name in () if isinstance(names, property) else names:
                if len(name) > 2 and latin(name):
                    found.add((kind, name))
for kind, name in sorted(found):
    print(f"{kind}\t{name}")
