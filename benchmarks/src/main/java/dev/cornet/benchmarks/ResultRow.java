package dev.cornet.benchmarks;

import java.util.Map;

/** A row of a comparison table: a workload and the JSON field that is compared. */
record ResultRow(String workload, String field) {
    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("W1", "MLP 784-512-512-10, training, batch 128"),
            Map.entry("W2", "CNN 32-64 on 28x28, training, batch 128"),
            Map.entry("W3", "LeNet on 28x28, training, batch 32"),
            Map.entry("W4", "VGG16 at 224, prediction"),
            Map.entry("W5", "head on frozen VGG16 at 64, training, batch 32"),
            Map.entry("W6", "ResNet50 at 224, prediction"),
            Map.entry("W7", "MobileNet at 224, prediction"),
            Map.entry("W8", "MLP 784-512-512-10, prediction of one sample"),
            Map.entry("W9", "LSTM 128 on 100x64, training, batch 32"),
            Map.entry("W10", "InceptionV3 at 299, prediction"),
            Map.entry("W11", "Xception at 299, prediction"),
            Map.entry("W12", "DenseNet121 at 224, prediction"));
    private static final Map<String, String> VARIANTS = Map.of(
            "1core", "the same on one core",
            "busy", "the same beside two busy cores",
            "first", "its first step since the start of the JVM",
            "stall", "longest stall of another thread, VGG16 all in training");

    static ResultRow median(String workload) {
        return new ResultRow(workload, "median");
    }

    /** The row of a workload's main result. */
    static ResultRow of(String workload) {
        return workload.endsWith(":stall") ? new ResultRow(workload, "max") : median(workload);
    }

    /** The row of the 99th percentile of a workload's call times. */
    static ResultRow p99(String workload) {
        return new ResultRow(workload, "p99");
    }

    /** True if the workload repeats another one under different conditions; its memory is then not listed again. */
    static boolean isVariant(String workload) {
        return VARIANTS.containsKey(variant(workload));
    }

    private static String variant(String workload) {
        return workload.substring(workload.indexOf(':') + 1);
    }

    /** Short description of what is measured. */
    String title() {
        String name = workload.split(":", 2)[0];
        String title = TITLES.getOrDefault(name, name);
        if (field.equals("p99")) {
            title = "99 of 100 of these are faster than";
        } else if (workload.contains(":")) {
            title = VARIANTS.getOrDefault(variant(workload), title + ", batch " + variant(workload));
        }
        return workload + " " + title;
    }
}
