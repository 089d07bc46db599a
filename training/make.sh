#!/bin/sh
# Makes models/fr.model and models/en.model. Usage: training/make.sh DATA HUNSPELL GOLD
# DATA holds ud/*.conllu and ner/fr_wikinews.jsonl; HUNSPELL holds fr.aff and fr.dic (Debian's
# hunspell-fr-comprehensive); GOLD holds the folders of gold whose articles no name is learnt from.
# Needs the Python package Faker. The same data give the same bytes.
set -eu
data=$1 hunspell=$2 gold=$3
run() { cargo run --release --quiet -p selon-training -- "$@"; }
run build --language fr --segment packs/fr/segment.toml --lexicon "$hunspell/fr.aff" "$hunspell/fr.dic" \
  --train "$data/ud/fr_sequoia-ud-train.conllu" "$data/ud/fr_gsd-ud-dev.conllu" "$data/ud/fr_fqb-ud-all.conllu" \
  --seeds 5 --run-margin 100 --tagger-bits 18 \
  --pair-floor 8 --tree-floor 16 --moves-floor 7 --out models/fr.model
people=$(mktemp)
python3 training/given_names.py > "$people"
run names --language fr --names "$data/ner/fr_wikinews.jsonl" --world world --people "$people" \
  --into models/fr.model --seeds 2 --without "$gold/wikinews" "$gold/wikinews-more"
rm "$people"
run build --language en --segment packs/en/segment.toml \
  --train "$data/ud/en_ewt-ud-train.conllu" "$data/ud/en_gum-ud-train-ccby.conllu" \
  --seeds 2 --run-margin 100 --out models/en.model
