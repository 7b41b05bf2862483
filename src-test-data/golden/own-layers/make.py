"""Layers as users write them, for the module extensions: Keras' own layer of the same formula, or the formula in keras.ops."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import keras
import numpy as np
import tensorflow as tf
from golden import distinct, random, tensors, uniform
from keras import layers as L

layer_cases = golden.script("layers")

CASES = []


def add(layer, group, name, *shapes, masks=None):
    """Adds a case; \"masks\" are those of the inputs."""
    CASES.append((group, name, lambda key: run(layer, key, shapes, masks)))


def run(make, name, shapes, masks):
    rng = random(name)
    keras.utils.clear_session(free_memory=False)
    layer = make()
    xs = [distinct(rng, *s) for s in shapes]
    layer_cases.build(layer, xs)
    weights = [layer_cases.weight_value(rng, v) for v in layer.weights]
    options = {"training": False} | ({} if masks is None else {"mask": [tf.constant(np.array(m, bool)) for m in masks]})
    ys = layer_cases.call(layer, [tf.convert_to_tensor(x) for x in xs], **options)
    dys = [uniform(rng, *y.shape) for y in (ys if isinstance(ys, (list, tuple)) else [ys])]
    result = layer_cases.differentiate(layer, xs, weights, dys, options)
    out = layer_cases.fields(layer, xs, weights, dys, False, None, result)
    return out if masks is None else out | {"masks": tensors(np.array(m, np.int32) for m in masks)}


class Blend(L.Layer):
    def build(self, shapes):
        self.kernel = self.add_weight(name="kernel", shape=(shapes[0][-1], shapes[1][-1]))

    def call(self, x, training=None):
        return x[0] @ self.kernel + x[1]


class MeanAndDeviation(L.Layer):
    def call(self, x, training=None):
        mean = keras.ops.mean(x, axis=-1, keepdims=True)
        return mean, x - mean


class Antirectifier(L.Layer):
    """Keras' example."""

    def call(self, x, training=None):
        x = x - keras.ops.mean(x, axis=-1, keepdims=True)
        return keras.ops.concatenate([keras.ops.relu(x), keras.ops.relu(-x)], axis=-1)


class PositionEmbedding(L.Layer):
    """As in KerasHub: the first rows of a weight, one for each step, are added to the sequence."""

    def build(self, shape):
        self.embeddings = self.add_weight(name="embeddings", shape=(7, shape[-1]))

    def call(self, x, training=None):
        return x + self.embeddings[: x.shape[1]]


class MixtureDensity(L.Layer):
    """The parameters of a mixture of three normal distributions of one number: softmax, mean, softplus + 1e-3."""

    def build(self, shape):
        self.kernel = self.add_weight(name="kernel", shape=(shape[-1], 9))
        self.bias = self.add_weight(name="bias", shape=(9,))

    def call(self, x, training=None):
        z = x @ self.kernel + self.bias
        return keras.ops.concatenate([keras.ops.softmax(z[:, :3]), z[:, 3:6], keras.ops.softplus(z[:, 6:]) + 1e-3], axis=-1)


class SelfAttention(L.Layer):
    """Keras' attention in two heads, without biases."""

    def build(self, shape):
        self.attention = L.MultiHeadAttention(2, shape[-1] // 2, use_bias=False)
        self.attention.build(shape, shape)

    def call(self, x, training=None, mask=None):
        return self.attention(x, x, attention_mask=None if mask is None else mask[0][:, None, :])


class Bilinear(L.Layer):
    def build(self, shapes):
        self.kernel = self.add_weight(name="kernel", shape=(shapes[0][-1] * shapes[1][-1], 3))
        self.bias = self.add_weight(name="bias", shape=(3,))

    def call(self, x, training=None):
        kernel = keras.ops.reshape(self.kernel, (x[0].shape[-1], x[1].shape[-1], 3))
        return keras.ops.tanh(keras.ops.einsum("ri,rj,iju->ru", x[0], x[1], kernel) + self.bias)


Q_MASK = [[1, 1, 0], [1, 0, 1]]
V_MASK = [[1, 0, 1, 1], [0, 1, 1, 0]]

add(lambda: L.GroupNormalization(groups=2), "GroupNorm", "group_norm", (2, 3, 2, 4))
add(lambda: L.GroupNormalization(groups=3, epsilon=0.1), "GroupNorm", "group_norm_rank2", (4, 6))
add(lambda: L.GroupNormalization(groups=4, center=False), "GroupNorm", "group_norm_no_center", (2, 5, 4))
add(Blend, "Blend", "blend", (3, 4), (3, 2))
add(Blend, "Blend", "blend_rank3", (2, 3, 4), (2, 3, 2))
add(lambda: L.Attention(use_scale=True), "MaskedAttention", "attention", (2, 3, 5), (2, 4, 5))
add(lambda: L.Attention(use_scale=True), "MaskedAttention", "attention_masks", (2, 3, 5), (2, 4, 5), masks=[Q_MASK, V_MASK])
add(SelfAttention, "SelfAttention", "self_attention", (2, 3, 4))
add(SelfAttention, "SelfAttention", "self_attention_mask", (2, 4, 4), masks=[V_MASK])
add(Bilinear, "Bilinear", "bilinear", (3, 4), (3, 2))
add(MeanAndDeviation, "MeanAndDeviation", "mean_and_deviation", (3, 5))
add(Antirectifier, "Antirectifier", "antirectifier", (3, 5))
add(PositionEmbedding, "PositionEmbedding", "position_embedding", (2, 5, 3))
add(MixtureDensity, "MixtureDensity", "mixture_density", (4, 5))

if __name__ == "__main__":
    golden.main("own-layers", CASES)
