package dev.cornet.nn;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of the values that an operation declares as its outputs: a run must be able to compute them. */
final class DeclaredOutputChecks {
    private DeclaredOutputChecks() {}

    /** Returns the outputs that operation {@code who} has declared for the inputs {@code ins}; throws if no run could compute them. */
    static List<Value> require(String who, List<Value> ins, @Nullable List<? extends @Nullable Value> declared) {
        List<Value> outs = requireSome(who, declared);
        boolean dependsOnBatch = ins.stream().anyMatch(in -> in.kind() != ValueKind.SHARED);
        boolean isFirstShared = outs.get(0).kind() == ValueKind.SHARED;
        for (Value out : outs) {
            boolean isShared = out.kind() == ValueKind.SHARED;
            if (isShared != isFirstShared || (isShared && dependsOnBatch)) {
                throw new ShapeException(
                        who + ": a SHARED output needs SHARED inputs, and all outputs must be SHARED or none;"
                                + " it declares " + outs + " for " + ins + ".");
            }
            if (out.isRows()) {
                requireRows(who, out, dependsOnBatch);
            }
        }
        return outs;
    }

    /** Returns the outputs that operation {@code who} has declared; throws if there is none, or a null among them. */
    static List<Value> requireSome(String who, @Nullable List<? extends @Nullable Value> declared) {
        List<Value> outs = Arguments.nonNullElements(declared, () -> who + ": what outputs(inputs) returns");
        require(!outs.isEmpty(), who, "its outputs(inputs) returned no value; an operation has at least one output");
        return outs;
    }

    private static void requireRows(String who, Value out, boolean dependsOnBatch) {
        boolean isBatch = out.shape().rank() > 0
                && out.shape().dim(0) < 0
                && out.shape().withoutBatch().isKnown();
        if (!isBatch) {
            throw new ShapeException(who + ": declares an output of kind ROWS and shape " + out.shape()
                    + ". Axis 0 of ROWS is the batch, -1, and every other size is known, as in"
                    + " Value.ofSamples(sample); a value that is not one row per sample is WHOLE.");
        }
        require(
                dependsOnBatch,
                who,
                "declares an output of kind ROWS, but no input depends on the batch, so the number of rows is not known."
                        + " Declare it SHARED, or give the operation an input of the model.");
    }

    private static void require(boolean condition, String who, String message) {
        if (!condition) {
            throw new ShapeException(who + ": " + message);
        }
    }
}
