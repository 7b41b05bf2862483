"""Keras' text preprocessing: Tokenizer, text_to_word_sequence, hashing_trick, pad_sequences, TextVectorization."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import keras
import numpy as np
from golden import tensor
from keras.src.legacy.preprocessing import text as K

FIT = ["Je mange un avocat.", "Un avocat mange, un avocat plaide: l'avocat!", "", "Mange ta soupe\tet ton pain; MANGE-la\nvite",
       "soupe soupe soupe d'Été naïve"]
ASK = ["un avocat inconnu mange la soupe", "Rien de tel", "", "pain pain l'avocat Été"]
CASES = []


def tokenizer(**options):
    t = K.Tokenizer(**options)
    t.fit_on_texts(FIT[:2])
    t.fit_on_texts(FIT[2:])
    sequences = t.texts_to_sequences(ASK)
    out = {"options": options, "fit": FIT, "ask": ASK, "word_index": t.word_index, "word_counts": dict(t.word_counts),
           "word_docs": dict(sorted(t.word_docs.items())), "document_count": t.document_count, "sequences": sequences,
           "texts": t.sequences_to_texts([s + [0, 3, 500] for s in sequences])}
    modes = ("binary", "count", "freq", "tfidf")
    return out | {"matrix": {m: tensor(np.asarray(t.texts_to_matrix(ASK, m), np.float32)) for m in modes}}


def vectorization(**options):
    layer = keras.layers.TextVectorization(**options)
    layer.adapt(FIT)
    return {"options": {k: "none" if v is None else v for k, v in options.items()}, "fit": FIT, "ask": ASK, "vocabulary": layer.get_vocabulary(),
            "output": tensor(np.asarray(layer(ASK), np.float32))}


def given_vocabulary(vocabulary, idf_weights=None, **options):
    """The result of set_vocabulary for tokens with and without the special tokens in front; an error if it refuses them."""
    layer = keras.layers.TextVectorization(**options)
    case = {"options": options, "given": vocabulary, "idf_weights": idf_weights, "ask": ["a b", "b", "[UNK] zebra b a"]}
    try:
        layer.set_vocabulary(vocabulary, idf_weights=idf_weights)
    except ValueError:
        return case | {"refused": True}
    return case | {"refused": False, "vocabulary": layer.get_vocabulary(), "output": tensor(np.asarray(layer(case["ask"]), np.float32))}


def add(group, name, function, **options):
    CASES.append((group, name, lambda key: function(**options)))


for name, options in {
    "plain": {}, "num_words": {"num_words": 4}, "oov": {"oov_token": "<oov>"}, "num_words_oov": {"num_words": 5, "oov_token": "<oov>"},
    "capitals": {"lower": False}, "filters": {"filters": "a'"}, "split": {"split": "a"}, "characters": {"char_level": True},
}.items():
    add("Tokenizer", f"tokenizer_{name}", tokenizer, **options)

for name, options in {
    "plain": {}, "length": {"output_sequence_length": 4}, "max_tokens": {"max_tokens": 6, "output_sequence_length": 9},
    "lower": {"standardize": "lower"}, "strip": {"standardize": "strip_punctuation"}, "as_is": {"standardize": None},
    "characters": {"split": "character"}, "whole": {"split": None}, "bigrams": {"ngrams": 2}, "only_trigrams": {"ngrams": (1, 3)},
    "multi_hot": {"output_mode": "multi_hot"}, "count": {"output_mode": "count", "max_tokens": 7},
    "count_padded": {"output_mode": "count", "max_tokens": 30, "pad_to_max_tokens": True}, "tf_idf": {"output_mode": "tf_idf"},
    "tf_idf_max_tokens": {"output_mode": "tf_idf", "max_tokens": 6},
}.items():
    add("TextVectorization", f"textvectorization_{name}", vectorization, **options)


INT, VECTORS, TF_IDF = {}, {"output_mode": "count"}, {"output_mode": "tf_idf"}
for name, vocabulary, idf, options in [
    ("int_tokens", ["a", "b"], None, INT), ("int_round_trip", ["", "[UNK]", "a", "b"], None, INT),
    ("int_unk_only", ["[UNK]", "a", "b"], None, INT), ("int_swapped", ["[UNK]", "", "a"], None, INT),
    ("int_padding_only", ["", "a", "b"], None, INT), ("int_padding_late", ["a", "", "b"], None, INT),
    ("int_unk_late", ["a", "[UNK]", "b"], None, INT), ("int_empty", [], None, INT),
    ("int_twice", ["", "[UNK]", "a", "a"], None, INT), ("int_fits", ["", "[UNK]", "a"], None, {"max_tokens": 3}),
    ("int_too_many", ["", "[UNK]", "a", "b"], None, {"max_tokens": 3}),
    ("as_is", ["", "[UNK]", "a", "b"], None, {"standardize": None}), ("as_is_unk", ["[UNK]", "a"], None, {"standardize": None}),
    ("count_tokens", ["a", "b"], None, VECTORS), ("count_round_trip", ["[UNK]", "a", "b"], None, VECTORS),
    ("count_of_int", ["", "[UNK]", "a", "b"], None, VECTORS), ("tf_idf_tokens", ["a", "b"], [0.5, 2.0], TF_IDF),
    ("tf_idf_round_trip", ["[UNK]", "a", "b"], [0.25, 0.5, 2.0], TF_IDF), ("tf_idf_without", ["a", "b"], None, TF_IDF),
    ("tf_idf_too_few", ["[UNK]", "a", "b"], [0.5, 2.0], TF_IDF), ("count_with_idf", ["a", "b"], [0.5, 2.0], VECTORS),
]:
    add("Vocabulary", f"vocabulary_{name}", given_vocabulary, vocabulary=vocabulary, idf_weights=idf, **options)


def texts():
    sequences = [[1, 2, 3], [4], [], [5, 6, 7, 8, 9]]
    pads = [{}, {"maxlen": 4}, {"maxlen": 2, "padding": "post"}, {"maxlen": 4, "truncating": "post", "value": -1.0},
            {"maxlen": 3, "padding": "post", "truncating": "post", "value": 9.0}]
    return {"texts": FIT, "words": [K.text_to_word_sequence(t) for t in FIT],
            "hashes": [K.hashing_trick(t, 50, hash_function="md5") for t in FIT], "n": 50, "sequences": sequences,
            "pads": [{"options": p, "output": tensor(keras.utils.pad_sequences(sequences, **p))} for p in pads]}


add("Texts", "texts", texts)

if __name__ == "__main__":
    golden.main("texts", CASES)
