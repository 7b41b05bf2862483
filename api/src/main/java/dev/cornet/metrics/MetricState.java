package dev.cornet.metrics;

import dev.cornet.exceptions.OptionException;
import java.util.Arrays;

/**
 * The sums that a {@link Metric} keeps over the batches of one run, numbered from 0. It holds numbers only: what they mean is known to the
 * metric, whose object holds options only and may be shared by any number of runs.
 *
 * <p>Additions are compensated (Neumaier's form of Kahan's sum): counts are exact, and a sum of any numbers is the same to about 1e-15
 * however the data is cut into batches. A state belongs to one run of one metric and to one thread at a time.
 *
 * <p>Reference: Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54, 1974.
 */
public final class MetricState {
    private double[] sums;
    private double[] errors;
    private double[] scratch = {};

    /** A state whose size is not known before the first batch; see {@link #ensureSize}. */
    public MetricState() {
        this(0);
    }

    /** {@code size} sums of 0. */
    public MetricState(int size) {
        sums = new double[size];
        errors = new double[size];
    }

    /** A state that holds these sums, as {@link #toArray} gave them. */
    public static MetricState of(double... sums) {
        MetricState state = new MetricState();
        state.sums = sums.clone();
        state.errors = new double[sums.length];
        return state;
    }

    /** How many sums there are. */
    public int size() {
        return sums.length;
    }

    /**
     * Gives a state without sums {@code size} of them; one that has that many stays.
     *
     * @throws OptionException if there is another number of sums: then options of the metric, or the number of outputs, have changed
     */
    public void ensureSize(int size) {
        if (sums.length == size) {
            return;
        }
        if (sums.length != 0) {
            throw new OptionException("the state of a metric holds " + sums.length + " sums, but " + size
                    + " are needed: it was begun with other options or another number of outputs. Begin a new state.");
        }
        sums = new double[size];
        errors = new double[size];
    }

    /** Adds {@code x} to sum {@code i}. */
    public void add(int i, double x) {
        requireSum(i);
        double before = sums[i];
        double after = before + x;
        errors[i] += Math.abs(before) >= Math.abs(x) ? before - after + x : x - after + before;
        sums[i] = after;
    }

    /** Puts {@code x} in the place of sum {@code i}, for figures that are no sums, as a maximum. */
    public void set(int i, double x) {
        requireSum(i);
        sums[i] = x;
        errors[i] = 0;
    }

    /** Sum {@code i}. */
    public double get(int i) {
        requireSum(i);
        double exact = sums[i] + errors[i];
        return Double.isNaN(exact) ? sums[i] : exact; // the error of an infinite sum is no number
    }

    private void requireSum(int i) {
        if (i < 0 || i >= sums.length) {
            throw new OptionException("the state of a metric holds " + sums.length + " sums, numbered from 0, but sum "
                    + i + " is asked for. Let newState() return new MetricState(n) for n sums.");
        }
    }

    /** A copy of the sums. */
    public double[] toArray() {
        double[] all = new double[sums.length];
        Arrays.setAll(all, this::get);
        return all;
    }

    /** Adds the sums of {@code other}, of as many; a state without sums has nothing to add. */
    void addAll(MetricState other) {
        if (other.size() == 0) {
            return;
        }
        ensureSize(other.size());
        for (int i = 0; i < sums.length; i++) {
            add(i, other.sums[i]);
            errors[i] += other.errors[i];
        }
    }

    /** An array for the values of a batch, kept from batch to batch; its content is no part of the state. */
    double[] scratch(int size) {
        if (scratch.length < size) {
            scratch = new double[size];
        }
        return scratch;
    }

    /** Goes on with the array of a state that is of no use any more. */
    public void takeScratchOf(MetricState other) {
        scratch = other.scratch;
    }

    @Override
    public String toString() {
        return Arrays.toString(toArray());
    }
}
