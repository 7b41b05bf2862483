"""The arguments of compile and fit for a random model, and its data.

Left out, because Keras contradicts itself there: losses of single outputs over batches of unequal sizes (weighted by size in eager execution,
not weighted otherwise); AUC, precision, recall and root mean squared errors with a mask; and optimizers that treat the sparse gradients of an
Embedding in another way than dense ones.
"""

import math

import keras
import numpy as np
from keras import losses, metrics, optimizers
from keras.optimizers import schedules


def rate(d):
    start = d.pick([0.5, 0.1, 0.1, 0.03])
    if d.chance(0.7):
        return start
    return d.pick([
        lambda: schedules.ExponentialDecay(start, d.int(1, 4), 0.7, staircase=d.chance(0.5)),
        lambda: schedules.InverseTimeDecay(start, d.int(1, 3), 0.5, staircase=d.chance(0.5)),
        lambda: schedules.PolynomialDecay(start, d.int(2, 6), 0.01, power=d.pick([1.0, 2.0]), cycle=d.chance(0.5)),
        lambda: schedules.PiecewiseConstantDecay([1, 3], [start, start / 2, start / 4]),
        lambda: schedules.CosineDecay(start, d.int(2, 6), alpha=0.1, **(dict(warmup_target=start * 2, warmup_steps=2) if d.chance(0.4) else {})),
        lambda: schedules.CosineDecayRestarts(start, d.int(2, 4), t_mul=2.0, m_mul=0.8),
    ])()


def optimizer(d, sliced):
    if sliced:  # sparse gradients of an Embedding: Keras is consistent with these optimizers only
        return optimizers.SGD(rate(d), momentum=d.pick([0.0, 0.5]))
    options = d.maybe(0.5 if d.often else 0.15, {"weight_decay": lambda: d.pick([0.01, 0.1]), "gradient_accumulation_steps": lambda: d.int(2, 3)})
    if d.chance(0.15):
        options |= {"use_ema": True, "ema_momentum": d.pick([0.5, 0.9]), "ema_overwrite_frequency": d.pick([None, 1, 2])}
    if d.chance(0.3):
        options |= d.pick([{"clipnorm": d.number(0.05, 1)}, {"clipvalue": d.number(0.01, 0.5)}, {"global_clipnorm": d.number(0.05, 1)}])
    epsilon = {"epsilon": d.pick([1e-2, 1e-1])}
    return d.pick([
        lambda: optimizers.SGD(rate(d), momentum=d.pick([0.0, 0.0, 0.6]), nesterov=d.chance(0.4), **options),
        lambda: optimizers.SGD(rate(d), momentum=d.pick([0.0, 0.0, 0.6]), nesterov=d.chance(0.4), **options),
        lambda: optimizers.Adam(rate(d), amsgrad=d.chance(0.4), beta_1=d.pick([0.9, 0.5]), **epsilon, **options),
        lambda: optimizers.AdamW(rate(d), **epsilon, **{"weight_decay": 0.05} | options),
        lambda: optimizers.Adamax(rate(d), **epsilon, **options),
        lambda: optimizers.Nadam(rate(d), **epsilon, **options),
        lambda: optimizers.RMSprop(rate(d), rho=d.pick([0.9, 0.6]), momentum=d.pick([0.0, 0.5]), centered=d.chance(0.4), **epsilon, **options),
        lambda: optimizers.Adagrad(rate(d), **epsilon, **options),
        lambda: optimizers.Adadelta(rate(d) if d.chance(0.5) else 1.0, **epsilon, **options),
        lambda: optimizers.Ftrl(rate(d), l1_regularization_strength=d.pick([0.0, 0.01]), l2_regularization_strength=d.pick([0.0, 0.1]),
                                **{k: v for k, v in options.items()}),
        lambda: optimizers.Lion(d.pick([0.01, 0.1]), **options),
    ])()


def reduction(d):
    return {"reduction": d.pick(["sum", "sum_over_batch_size", "mean_with_sample_weight"])} if d.chance(0.25) else {}


def targets(d, kind, shape):
    """Returns, for outputs of a shape (without the batch axis): the kind of targets, a function rows → targets, a loss and names of metrics."""
    last = shape[-1]
    if kind == "softmax" or (kind == "logits" and last > 1 and d.chance(0.5)):
        logits = kind == "logits" or d.chance(0.15)  # also after a softmax, through which Keras finds the logits
        if last < 2:
            kind = "raw"
        elif d.chance(0.45):
            column = d.chance(0.4)

            def sparse(rows):
                y = d.rng.integers(0, last, (rows, *shape[:-1]))
                return (y[..., None] if column else y).astype(np.float32)

            extra = {"ignore_class": 0} if d.chance(0.1) else {}
            loss = losses.SparseCategoricalCrossentropy(from_logits=logits, **extra, **reduction(d)) if logits or extra or d.chance(0.5) else \
                "sparse_categorical_crossentropy"
            return "sparse", sparse, loss
        else:
            def onehot(rows):
                y = np.eye(last, dtype=np.float32)[d.rng.integers(0, last, (rows, *shape[:-1]))]
                return y

            smooth = {"label_smoothing": 0.2} if d.chance(0.3) else {}
            crossentropy = losses.CategoricalCrossentropy(from_logits=logits, **smooth, **reduction(d))
            others = [] if logits else ["categorical_crossentropy", "kl_divergence", "categorical_hinge", "mse"]
            return "onehot", onehot, d.pick([crossentropy, crossentropy] + others)
    if kind in ("sigmoid", "logits"):
        logits = kind == "logits" or d.chance(0.15)
        soft = d.chance(0.2)
        binary = lambda rows: d.array(rows, *shape, low=0, high=1) if soft else d.rng.integers(0, 2, (rows, *shape)).astype(np.float32)
        smooth = {"label_smoothing": 0.2} if d.chance(0.3) else {}
        crossentropy = losses.BinaryCrossentropy(from_logits=logits, **smooth, **reduction(d))
        return "soft" if soft else "binary", binary, d.pick([crossentropy] * 2 + ([] if logits else ["binary_crossentropy", "mse", "poisson"] + ([] if soft else ["hinge", "squared_hinge"])))
    if kind == "positive":
        return "positive", lambda rows: d.array(rows, *shape, low=0.2, high=2), d.pick([
            "poisson", "mape", "msle", "kl_divergence", losses.Poisson(**reduction(d)), losses.MeanAbsolutePercentageError(**reduction(d))])
    return "real", lambda rows: d.array(rows, *shape, low=-1, high=1), d.pick([
        "mse", "mse", "mae", "huber", "log_cosh", "cosine_similarity", losses.MeanSquaredError(**reduction(d)),
        losses.Huber(0.3, **reduction(d)), losses.MeanAbsoluteError(**reduction(d)), losses.CosineSimilarity(axis=-1, **reduction(d))])


def metric(d, kind, last, masked, squeezed):
    choices = ["mse", "mae"]
    if kind == "sparse":
        choices = ["accuracy", "sparse_categorical_accuracy", "sparse_categorical_crossentropy",
                   metrics.SparseTopKCategoricalAccuracy(k=min(2, last)), "acc"]
    elif kind == "onehot":
        choices += ["accuracy", "categorical_accuracy", "categorical_crossentropy", metrics.TopKCategoricalAccuracy(k=min(2, last)),
                    "categorical_hinge", "kl_divergence"]
        if not masked and d.chance(0.5):
            choices += [metrics.FBetaScore(beta=2.0, average="macro"), metrics.Precision(top_k=1), metrics.R2Score()]
            choices += [metrics.F1Score(average=d.pick(["micro", "macro", "weighted"])), metrics.Precision(), metrics.Recall(class_id=0)]
    elif kind == "binary":
        choices += ["accuracy", "binary_accuracy", "binary_crossentropy", metrics.BinaryCrossentropy(from_logits=True), metrics.BinaryAccuracy(threshold=0.3)] + ([] if squeezed else ["hinge", "squared_hinge"])
        if not masked:
            choices += [metrics.AUC(num_thresholds=20, summation_method=d.pick(["minoring", "majoring"])), metrics.TrueNegatives(thresholds=0.6),
                        metrics.FalsePositives()] if d.chance(0.3) else []
            choices += [metrics.AUC(num_thresholds=20), metrics.AUC(num_thresholds=20, curve="PR"), metrics.Precision(thresholds=0.4), metrics.Recall(),
                        metrics.TruePositives(), metrics.FalseNegatives()]
    elif kind == "positive":
        choices += (["mse"] if squeezed else ["poisson", "kl_divergence"]) + ["msle", "mape"]  # Keras' metrics of these broadcast (n,) with (n, 1)
    else:
        choices += [metrics.LogCoshError(), "cosine_similarity", "msle"] + ([] if masked else [metrics.RootMeanSquaredError()])
    return d.pick(choices)


def listed(y):
    if isinstance(y, dict):
        return [y[k] for k in sorted(y)]
    return list(y) if isinstance(y, (list, tuple)) else [y]


class Training:
    """The arguments of compile (new objects at each call of `compile`), the data, and the arguments of fit."""

    def __init__(self, d, random):
        self.d, self.model, self.random = d, random.model, random
        outputs = random.model.outputs
        shapes = [tuple(y.shape[1:]) for y in outputs]
        self.kinds, self.draw, chosen = [], [], []
        for kind, shape in zip(random.kinds, shapes):
            kind, draw, loss = targets(d, kind, shape)
            self.kinds.append(kind), self.draw.append(draw), chosen.append(loss)
        self.seed = d.int(0, 10**9)
        self.losses = [keras.saving.serialize_keras_object(x) if not isinstance(x, str) else x for x in chosen]
        if len(self.losses) > 1 and d.chance(0.1):
            self.losses[d.int(0, len(self.losses) - 1)] = None
        self.rows, self.batch = d.int(4, 9), d.int(2, 5)
        self.squeeze = [s == (1,) and k != "sparse" and d.chance(0.3) for s, k in zip(shapes, self.kinds)]
        self.scale = d.pick([1.0] * 10 + [30.0, 0.0])
        self.x, self.y, self.weights = self.data(self.rows, 0.35)
        self.masked = [keras.src.backend.get_keras_mask(y) is not None for y in listed(self.model(self.inputs(self.x)))]
        self.validation = None
        self.fit = {"batch_size": self.batch, "epochs": d.int(1, 3)}
        if d.chance(0.45):
            self.validation = self.data(d.int(2, 6), 0.3)
            if d.chance(0.3):
                self.fit["validation_batch_size"] = d.int(1, 3)
        elif d.chance(0.2):
            self.fit["validation_split"] = d.pick([0.25, 0.4])
        if len(outputs) == 1 and self.weights is None and d.chance(0.4) and self.kinds[0] in ("sparse", "onehot", "binary") \
                and (len(shapes[0]) == 1 or self.kinds[0] == "onehot"):
            self.fit["class_weight"] = {c: d.number(0.2, 3) for c in range(max(2, shapes[0][-1])) if d.chance(0.8)}
        if d.chance(0.1):
            self.fit["steps_per_epoch"] = d.int(1, 2)

    def data(self, rows, weighted):
        d, x = self.d, []
        for i in self.model.inputs:
            if i.name in self.random.words:
                x.append(d.rng.integers(0, self.random.words[i.name], (rows, *i.shape[1:])).astype(np.float32))
                if d.chance(0.5):
                    x[-1][d.rng.random(x[-1].shape) < 0.3] = 0
            else:
                x.append(d.array(rows, *i.shape[1:]) * np.float32(self.scale))
                if len(i.shape) == 3 and d.chance(0.6):
                    x[-1][d.rng.random(x[-1].shape[:2]) < 0.3] = 0
        y = [draw(rows) for draw in self.draw]
        y = [t[..., 0] if s else t for t, s in zip(y, self.squeeze)]
        weights = None
        if d.chance(weighted):
            weights = []
            for out in self.model.outputs:  # Keras broadcasts one weight per sample along the wrong axis if a sample has several losses
                weights.append(d.array(rows, *out.shape[1:-1], low=0, high=2))
                if d.chance(0.2):
                    weights[-1][0] = 0
        return x, y, weights

    def inputs(self, x):
        """The inputs in the form that the model accepts."""
        if isinstance(getattr(self.model, "_inputs_struct", None), dict):
            return dict(zip([i.name for i in self.model.inputs], x))
        return x if len(x) > 1 else x[0]

    def outputs(self, y):
        """Targets or weights in the form that the model accepts."""
        if y is not None and self.random.keys:
            return dict(zip(self.random.keys, y))
        return y if y is None or len(y) > 1 else y[0]

    def uneven(self):
        """Whether some batches are smaller than others."""
        rows = math.floor(self.rows * (1 - self.fit.get("validation_split", 0)))
        validation = (self.rows - rows or len(self.validation[1][0])) if self.validation or rows < self.rows else 0
        return bool(self.rows % self.batch or rows % self.batch or validation % self.fit.get("validation_batch_size", self.batch))

    def named(self, metric):
        """Gives metric objects names that are the same in each run; Keras numbers them throughout the process."""
        if isinstance(metric, str):
            return metric
        self.count += 1
        return type(metric).from_config(metric.get_config() | {"name": f"figure_{self.count}"})

    def compile(self):
        """Compiles the model with new objects of the same configs."""
        d, self.count = type(self.d)(self.seed), 0
        d.often = self.d.often
        words = self.random.trainable_words
        last = [y.shape[-1] for y in self.model.outputs]
        one = len(last) == 1
        made = [None if x is None else keras.saving.deserialize_keras_object(x) if not isinstance(x, str) else x for x in self.losses]
        arguments = {"optimizer": optimizer(d, words), "loss": made[0] if one else made}
        several = lambda p: [[self.named(metric(d, k, n, m, s)) for _ in range(d.int(1, 2))] if d.chance(p) else []
                             for k, n, m, s in zip(self.kinds, last, self.masked, self.squeeze)]
        found = several(0.7)
        for x, l in zip(found, made):
            if l is None:
                x.clear()
        arguments["metrics"] = found[0] if one else found
        if d.chance(0.3):
            found = several(0.7)
            for x, l in zip(found, made):
                if l is None:
                    x.clear()
            arguments["weighted_metrics"] = found[0] if one else found
        if d.chance(0.3) and not one:
            arguments["loss_weights"] = [d.number(0.1, 2) for _ in last]
        names = self.random.keys or ([] if one else self.model.output_names)
        if self.random.keys or not one and d.chance(0.2) and len(set(names)) == len(names) and None not in self.losses:
            for key in ("loss", "metrics", "weighted_metrics", "loss_weights"):
                if key in arguments:
                    arguments[key] = dict(zip(names, [arguments[key]] if one else arguments[key]))
        self.model.compile(**arguments, run_eagerly=True, jit_compile=False)
