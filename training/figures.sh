#!/bin/sh
# Prints every figure of the models' cards. Usage: training/figures.sh DATA HUNSPELL
# DATA and HUNSPELL as for training/make.sh; needs the Python package Faker too. Cross-validation trains five models, which takes minutes.
set -eu
data=$1 hunspell=$2
run() { cargo run --release --quiet -p selon-training -- "$@"; }
echo "# French, the committed model"
run eval --language fr --model models/fr.model --eval "$data/ud/fr_sequoia-ud-dev.conllu"
echo "# French GSD by cross-validation: the rest of GSD, Sequoia and FQB are trained on"
run cross --language fr --segment packs/fr/segment.toml --lexicon "$hunspell/fr.aff" "$hunspell/fr.dic" \
  --train "$data/ud/fr_sequoia-ud-train.conllu" "$data/ud/fr_fqb-ud-all.conllu" \
  --held "$data/ud/fr_gsd-ud-dev.conllu" --folds 5
echo "# French names by cross-validation"
people=$(mktemp)
python3 training/given_names.py > "$people"
run names --language fr --names "$data/ner/fr_wikinews.jsonl" --model models/fr.model \
  --world world --people "$people" --seeds 2 --folds 5
rm "$people"
echo "# English, the committed model"
run eval --language en --model models/en.model --eval "$data/ud/en_ewt-ud-dev.conllu"
echo "# Speed, start-up and memory on French news"
cargo bench --quiet -p selon-text
