"""Every optimizer over ten steps of given gradients on a matrix and a vector: the values after each step and the final slots."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import keras
import numpy as np
from golden import random, record, tensor, tensors, uniform
from keras import constraints as C
from keras import optimizers as O
from keras.optimizers import schedules as S

STEPS = 10
CASES = []


def add(name, make, constraints=()):
    CASES.append((type(make()).__name__, name, lambda key: run(make, key, constraints)))


def run(make, key, constraints):
    keras.utils.clear_session(free_memory=False)
    rng, optimizer = random(key), make()
    start = [uniform(rng, 3, 2), uniform(rng, 4)]
    variables = [keras.Variable(v, name=n) for v, n in zip(start, ("kernel", "bias"))]
    for variable, constraint in zip(variables, constraints):
        variable.constraint = constraint
    config = record(optimizer)
    rows, values, rates = [], [], []
    for step in range(STEPS):
        # Gradients from small to large, so that clipping acts on some of them; the gradient of one element is always 0.
        gradients = [uniform(rng, *v.shape, decimals=4) * np.float32(0.2 + 0.3 * (step % 4)) for v in start]
        gradients = [np.round(g, 4) for g in gradients]
        gradients[1][2] = 0
        rates.append(np.float32(optimizer.learning_rate))
        optimizer.apply([keras.ops.convert_to_tensor(g) for g in gradients], variables)
        rows.append(tensors(gradients))
        values.append(tensors([v.numpy() for v in variables]))
    constrained = {"constraints": [record(c) for c in constraints]} if constraints else {}
    return {
        "config": config,
        **constrained,
        "variable_names": [v.name for v in variables],
        "start": tensors(start),
        "learning_rates": rates,
        "gradients": rows,
        "values": values,
        "optimizer_variable_names": [v.path for v in optimizer.variables],
        "optimizer_variables": [tensor(v.numpy()) for v in optimizer.variables],
    }


add("sgd", lambda: O.SGD())
add("sgd_learning_rate", lambda: O.SGD(0.3))
add("sgd_momentum", lambda: O.SGD(0.1, momentum=0.9))
add("sgd_nesterov", lambda: O.SGD(0.1, momentum=0.9, nesterov=True))
add("sgd_clipnorm", lambda: O.SGD(0.1, clipnorm=0.7))
add("sgd_clipvalue", lambda: O.SGD(0.1, clipvalue=0.3))
add("sgd_global_clipnorm", lambda: O.SGD(0.1, global_clipnorm=0.9))
add("sgd_weight_decay", lambda: O.SGD(0.1, weight_decay=0.05))
add("sgd_nesterov_clipnorm_weight_decay", lambda: O.SGD(0.1, momentum=0.8, nesterov=True, clipnorm=0.6, weight_decay=0.02))
add("sgd_ema", lambda: O.SGD(0.1, use_ema=True, ema_momentum=0.9))
add("sgd_ema_overwrite", lambda: O.SGD(0.1, use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=4))
add("sgd_gradient_accumulation", lambda: O.SGD(0.1, gradient_accumulation_steps=3))
add("rmsprop", lambda: O.RMSprop())
add("rmsprop_rho_epsilon", lambda: O.RMSprop(0.01, rho=0.8, epsilon=1e-3))
add("rmsprop_momentum", lambda: O.RMSprop(0.01, momentum=0.9))
add("rmsprop_centered", lambda: O.RMSprop(0.01, centered=True))
add("rmsprop_momentum_centered", lambda: O.RMSprop(0.01, momentum=0.5, centered=True))
add("rmsprop_clipvalue", lambda: O.RMSprop(0.01, clipvalue=0.25))
add("rmsprop_weight_decay", lambda: O.RMSprop(0.01, weight_decay=0.1))
add("adam", lambda: O.Adam())
add("adam_options", lambda: O.Adam(0.02, beta_1=0.8, beta_2=0.95, epsilon=1e-4))
add("adam_amsgrad", lambda: O.Adam(0.02, beta_2=0.7, amsgrad=True))
add("adam_clipnorm", lambda: O.Adam(0.01, clipnorm=0.5))
add("adam_global_clipnorm", lambda: O.Adam(0.01, global_clipnorm=0.8))
add("adam_weight_decay", lambda: O.Adam(0.01, weight_decay=0.1))
add("adam_ema", lambda: O.Adam(0.02, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=5))
add("adam_gradient_accumulation", lambda: O.Adam(0.02, gradient_accumulation_steps=2))
add("adamw", lambda: O.AdamW())
add("adamw_weight_decay", lambda: O.AdamW(0.01, weight_decay=0.2))
add("adamw_amsgrad_clipvalue", lambda: O.AdamW(0.02, beta_2=0.7, amsgrad=True, clipvalue=0.4))
add("adagrad", lambda: O.Adagrad())
add("adagrad_options", lambda: O.Adagrad(0.1, initial_accumulator_value=0.02, epsilon=1e-3))
add("adagrad_clipnorm_weight_decay", lambda: O.Adagrad(0.1, clipnorm=0.5, weight_decay=0.05))
add("adadelta", lambda: O.Adadelta())
add("adadelta_options", lambda: O.Adadelta(1.0, rho=0.8, epsilon=1e-4))
add("adamax", lambda: O.Adamax())
add("adamax_options", lambda: O.Adamax(0.02, beta_1=0.8, beta_2=0.9, epsilon=1e-4, weight_decay=0.01))
add("nadam", lambda: O.Nadam())
add("nadam_options", lambda: O.Nadam(0.02, beta_1=0.8, beta_2=0.95, epsilon=1e-4))
add("ftrl", lambda: O.Ftrl())
add("ftrl_options", lambda: O.Ftrl(0.1, learning_rate_power=-0.6, initial_accumulator_value=0.2, l1_regularization_strength=0.02,
                                   l2_regularization_strength=0.03, l2_shrinkage_regularization_strength=0.01, beta=0.1))
add("lion", lambda: O.Lion())
add("lion_options", lambda: O.Lion(0.01, beta_1=0.8, beta_2=0.9, weight_decay=0.1))
add("sgd_exponential_decay", lambda: O.SGD(S.ExponentialDecay(0.1, 3, 0.5)))
add("sgd_momentum_piecewise", lambda: O.SGD(S.PiecewiseConstantDecay([2, 5], [0.1, 0.05, 0.01]), momentum=0.9))
add("adam_cosine_decay", lambda: O.Adam(S.CosineDecay(0.0, 6, alpha=0.1, warmup_target=0.05, warmup_steps=3)))
add("rmsprop_exponential_decay_staircase", lambda: O.RMSprop(S.ExponentialDecay(0.05, 4, 0.5, staircase=True)))
add("adamw_polynomial_decay", lambda: O.AdamW(S.PolynomialDecay(0.05, 8, end_learning_rate=0.01, power=2.0), weight_decay=0.1))
add("adagrad_inverse_time_decay", lambda: O.Adagrad(S.InverseTimeDecay(0.1, 2, 0.5)))

# All options at once: clipping, weight decay, averaging and constraints, in steps that only accumulate gradients and in steps that update.
PROJECTED = (C.MaxNorm(0.8), C.NonNeg())
add("sgd_all_options", lambda: O.SGD(0.1, momentum=0.9, clipnorm=0.5, weight_decay=0.05, use_ema=True, ema_momentum=0.8,
                                     ema_overwrite_frequency=2, gradient_accumulation_steps=2), PROJECTED)
add("adam_all_options", lambda: O.Adam(0.05, global_clipnorm=0.6, weight_decay=0.1, use_ema=True, ema_momentum=0.7,
                                       ema_overwrite_frequency=1, gradient_accumulation_steps=3), PROJECTED)
add("rmsprop_all_options", lambda: O.RMSprop(0.02, momentum=0.5, clipvalue=0.3, weight_decay=0.05, use_ema=True, ema_momentum=0.9,
                                             gradient_accumulation_steps=2), PROJECTED)

if __name__ == "__main__":
    golden.main("optimizers", CASES)
