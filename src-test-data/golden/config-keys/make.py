"""The keys of get_config() of every layer with default options, in Keras' order."""

import inspect
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
from keras import layers as L

# The arguments without default, by their names, and by the class where a name has several meanings.
ARGUMENTS = {
    "cell": L.SimpleRNNCell(2),
    "cropping": 1,
    "dims": (1,),
    "filters": 3,
    "function": abs,
    "input_dim": 4,
    "kernel_size": 3,
    "layer": L.LSTM(2),
    "n": 2,
    "output_dim": 2,
    "pool_size": 2,
    "rate": 0.5,
    "stddev": 0.5,
    "target_shape": (3,),
    "units": 3,
}
OWN_ARGUMENTS = {
    "Activation": {"activation": "relu"},
}
LAYERS = (
    "Activation Add Average AveragePooling1D AveragePooling2D BatchNormalization Bidirectional Concatenate Conv1D Conv2D"
    " Conv2DTranspose Cropping2D Dense DepthwiseConv2D Dropout Embedding Flatten GRU GaussianNoise GlobalAveragePooling1D"
    " GlobalAveragePooling2D GlobalMaxPooling1D GlobalMaxPooling2D LSTM Lambda LayerNormalization Masking"
    " MaxPooling1D MaxPooling2D Maximum Minimum Multiply Permute RNN ReLU RepeatVector Reshape SeparableConv2D SimpleRNN"
    " Softmax SpatialDropout1D SpatialDropout2D Subtract TimeDistributed UpSampling2D ZeroPadding2D"
).split()


def keys(name):
    layer = getattr(L, name)
    parameters = inspect.signature(layer.__init__).parameters.values()
    required = {p.name: ARGUMENTS[p.name] for p in parameters if p.default is p.empty and p.name in ARGUMENTS}
    return list(layer(**{**required, **OWN_ARGUMENTS.get(name, {})}).get_config())


CASES = [("layers", "layers", lambda _: {"keys": {name: keys(name) for name in LAYERS}})]

if __name__ == "__main__":
    golden.main("config-keys", CASES)
