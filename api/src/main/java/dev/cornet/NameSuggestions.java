package dev.cornet;

import java.util.HashMap;
import java.util.Map;

/**
 * Suggestions for names that Keras does not have but other libraries use: for "xavier", {@code "glorot_uniform" or "glorot_normal"}. A key
 * is such a name in lower-case letters and digits, without a suffix such as "loss" or "optimizer". A value is the end of the question "did
 * you mean …?" or, if it begins with "!", a whole sentence.
 */
final class NameSuggestions {
    private static final String CROSSENTROPIES = "\"sparse_categorical_crossentropy\" (targets are class numbers),"
            + " \"categorical_crossentropy\" (one-hot rows) or \"binary_crossentropy\" (0 or 1)";
    private static final String BINARY_CROSSENTROPY =
            "\"binary_crossentropy\", or for values without a sigmoid" + " new BinaryCrossentropy().fromLogits(true)";
    private static final String TOP_K = "new SparseTopKCategoricalAccuracy().k(5) (targets are class numbers) or"
            + " new TopKCategoricalAccuracy().k(5) (one-hot rows)";
    private static final String ROOT_MEAN_SQUARED =
            "! Train by \"mean_squared_error\", which is least where its root is;"
                    + " \"root_mean_squared_error\" is a metric.";
    private static final String NONE = "! For none, leave the option out: that is the default.";

    private static final Map<String, Map<String, String>> BY_MODULE = Map.of(
            "losses", losses(),
            "metrics", metrics(),
            "optimizers", optimizers(),
            "initializers", initializers(),
            "regularizers", regularizers(),
            "constraints", constraints(),
            "activations", activations());

    private NameSuggestions() {}

    static Map<String, String> of(String module) {
        return BY_MODULE.getOrDefault(module, Map.of());
    }

    private static Map<String, String> losses() {
        Map<String, String> names = new HashMap<>();
        put(
                names,
                CROSSENTROPIES,
                "crossentropy ce xent softmaxcrossentropy softmaxcrossentropywithlogits nll negativeloglikelihood mcxent");
        put(
                names,
                "\"sparse_categorical_crossentropy\"",
                "scce sparsecrossentropy sparsesoftmaxcrossentropywithlogits sparsecategorical");
        put(names, "\"categorical_crossentropy\"", "cce categorical multiclasscrossentropy");
        put(
                names,
                BINARY_CROSSENTROPY,
                "bcewithlogits sigmoidcrossentropy sigmoidcrossentropywithlogits log logistic binary");
        put(names, ROOT_MEAN_SQUARED, "rmse rootmeansquarederror rootmeansquare");
        put(names, "\"mean_squared_error\"", "l2 squarederror squared euclidean quadratic leastsquares sse mspe");
        put(names, "\"mean_absolute_error\"", "l1 absoluteerror absolute mad");
        put(names, "\"huber\"", "smoothl1 smoothmae");
        put(names, "\"kl_divergence\"", "kldiv kl kullbackleibler relativeentropy");
        put(names, "\"cosine_similarity\"", "cosine cosineembedding cosinedistance");
        put(
                names,
                "\"hinge\" (targets -1 or 1) or \"categorical_hinge\" (one-hot rows)",
                "margin svm maxmargin multimargin");
        put(names, "\"poisson\"", "poissonnll");
        return names;
    }

    private static Map<String, String> metrics() {
        Map<String, String> names = new HashMap<>();
        put(names, "\"f1_score\"", "f1 f1measure fscore fmeasure dice");
        put(names, "\"fbeta_score\"", "fbeta");
        put(names, "\"r2_score\"", "r2 rsquared rsquare coefficientofdetermination explainedvariance");
        put(names, "\"auc\"", "rocauc aucroc auroc roc areaundercurve");
        put(names, "new AUC().curve(\"PR\")", "prauc aucpr auprc averageprecision map");
        put(names, "\"recall\"", "sensitivity truepositiverate tpr hitrate");
        put(names, "\"precision\"", "ppv positivepredictivevalue");
        put(names, TOP_K, "top5 top5accuracy topk topkaccuracy top3");
        put(names, "\"accuracy\" (the rate of errors is 1 - accuracy)", "error errorrate err misclassification");
        put(names, "\"root_mean_squared_error\"", "rootmeansquare rms");
        put(names, "\"mean_absolute_error\"", "l1 absoluteerror");
        put(names, "\"mean_squared_error\"", "l2 squarederror");
        put(names, "\"true_positives\"", "tp");
        put(names, "\"true_negatives\"", "tn");
        put(names, "\"false_positives\"", "fp");
        put(names, "\"false_negatives\"", "fn");
        put(names, "! The loss is always measured, without a metric for it.", "loss valloss");
        return names;
    }

    private static Map<String, String> optimizers() {
        Map<String, String> names = new HashMap<>();
        put(names, "new SGD(0.01).momentum(0.9)", "momentum sgdmomentum sgdm");
        put(names, "new SGD(0.01).momentum(0.9).nesterov(true)", "nesterov nag");
        put(names, "\"sgd\"", "stochasticgradientdescent gradient");
        put(
                names,
                "\"gradient_descent\", all samples in one batch, or \"sgd\"",
                "gd batchgradientdescent steepestdescent");
        put(names, "\"rmsprop\"", "rms");
        put(names, "\"lbfgs\"", "lbfgsb lmbfgs");
        put(names, "\"bfgs\" or \"lbfgs\"", "quasinewton newton");
        put(names, "new Adam().amsgrad(true)", "amsgrad");
        put(names, "\"adamw\"", "adamweightdecay decoupledadam");
        return names;
    }

    private static Map<String, String> initializers() {
        Map<String, String> names = new HashMap<>();
        put(names, "\"glorot_uniform\" or \"glorot_normal\", after Xavier Glorot", "xavier glorot xavierinit");
        put(names, "\"glorot_uniform\"", "xavieruniform");
        put(names, "\"glorot_normal\"", "xaviernormal xaviergaussian");
        put(names, "\"he_normal\" or \"he_uniform\", after Kaiming He", "kaiming msra he relu");
        put(names, "\"he_normal\"", "kaimingnormal msranormal");
        put(names, "\"he_uniform\"", "kaiminguniform msrauniform");
        put(names, "\"random_normal\" or \"truncated_normal\"", "gaussian randn randomgaussian");
        put(names, "\"random_uniform\"", "rand uniformdistribution");
        put(names, "\"random_uniform\" or \"random_normal\"", "random");
        put(names, "\"truncated_normal\"", "truncnormal truncatedgaussian");
        put(names, "\"identity\"", "eye dirac");
        put(names, "new Constant(value)", "fill value const");
        put(names, "\"zeros\"", "none null 0 nothing");
        return names;
    }

    private static Map<String, String> regularizers() {
        Map<String, String> names = new HashMap<>();
        put(names, "\"l2\", or l2(0.01) of Regularizers", "ridge weightdecay tikhonov frobenius decay");
        put(names, "\"l1\", or l1(0.01) of Regularizers", "lasso sparsity");
        put(names, "\"l1_l2\", or l1L2(0.01, 0.01) of Regularizers", "elasticnet elastic l1andl2 l2l1");
        put(names, NONE, "none null");
        return names;
    }

    private static Map<String, String> constraints() {
        Map<String, String> names = new HashMap<>();
        put(names, "\"non_neg\"", "nonnegative positive nonnegativity");
        put(names, "new MinMaxNorm(min, max)", "minmax clip clipping range bounded");
        put(names, "\"unit_norm\"", "unit normalize normalized unitball");
        put(names, "new MaxNorm(2)", "max weightclipping maximumnorm");
        put(names, NONE, "none null");
        return names;
    }

    private static Map<String, String> activations() {
        Map<String, String> names = new HashMap<>();
        put(names, "\"sigmoid\"", "logistic expit sig");
        put(names, "\"leaky_relu\"", "lrelu leaky leakyrectifier");
        put(names, "\"relu\"", "rectifier rectifiedlinear rectifiedlinearunit ramp");
        put(names, "\"linear\", which is the default", "none identity null id pass no");
        put(names, "\"tanh\"", "hyperbolictangent hyperbolic tangenshyperbolicus");
        put(names, "\"heaviside\"", "step threshold sign binarystep perceptron");
        put(names, "\"exponential\"", "exp");
        put(names, "\"log_softmax\"", "logsm");
        return names;
    }

    private static void put(Map<String, String> names, String suggestion, String others) {
        for (String other : others.split(" ")) {
            names.put(other, suggestion);
        }
    }
}
