package dev.cornet.metrics;

import dev.cornet.exceptions.OptionException;
import java.util.Arrays;

/**
 * The sums that a {@link Metric} accumulates over the batches of one run, numbered from 0. Their meaning is known to the metric alone,
 * whose object holds options only and may be shared by any number of runs.
 *
 * <p>Additions are compensated (Neumaier's form of Kahan's sum): counts are exact, and a sum of arbitrary numbers is the same to about
 * 1e-15 for any division of the data into batches. A state belongs to one run of one metric and to one thread at a time.
 *
 * <p>Reference: Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54, 1974.
 */
public final class MetricState {
    private double[] sums;
    private double[] errors;
    private double[] scratch = {};

    /** A state without sums, for metrics that know their number only when the first batch arrives; see {@link #ensureSize}. */
    public MetricState() {
        this(0);
    }

    /** A state with {@code size} sums, all 0. */
    public MetricState(int size) {
        sums = new double[size];
        errors = new double[size];
    }

    /** A state with these sums, as returned by {@link #toArray}. */
    public static MetricState of(double... sums) {
        MetricState state = new MetricState();
        state.sums = sums.clone();
        state.errors = new double[sums.length];
        return state;
    }

    /** The number of sums. */
    public int size() {
        return sums.length;
    }

    /**
     * Creates {@code size} sums in a state without sums; does nothing if there are that many already.
     *
     * @throws OptionException if the state has another number of sums, because options of the metric or the number of outputs have
     *     changed
     */
    public void ensureSize(int size) {
        if (sums.length == size) {
            return;
        }
        if (sums.length != 0) {
            throw new OptionException("the state of a metric holds " + sums.length + " sums, but " + size
                    + " are needed: it was begun with other options or another number of outputs. Begin a new state.");
        }
        double[] newErrors = new double[size]; // both first: without memory for one, neither is replaced
        sums = new double[size];
        errors = newErrors;
    }

    /** Adds {@code x} to sum {@code i}. */
    public void add(int i, double x) {
        requireSum(i);
        double before = sums[i];
        double after = before + x;
        errors[i] += Math.abs(before) >= Math.abs(x) ? before - after + x : x - after + before;
        sums[i] = after;
    }

    /** Sets sum {@code i} to {@code x}, for accumulated values that are not sums, such as a maximum. */
    public void set(int i, double x) {
        requireSum(i);
        sums[i] = x;
        errors[i] = 0;
    }

    /** The value of sum {@code i}. */
    public double get(int i) {
        requireSum(i);
        double exact = sums[i] + errors[i];
        return Double.isNaN(exact) ? sums[i] : exact; // the error term of an infinite sum is NaN
    }

    private void requireSum(int i) {
        if (i < 0 || i >= sums.length) {
            throw new OptionException("the state of a metric holds " + sums.length + " sums, numbered from 0, but sum "
                    + i
                    + " is asked for. Let newState() return new MetricState(n) for n sums; if n follows from an option, such as a"
                    + " number of classes, the option is too small for the data.");
        }
    }

    /** A copy of the sums. */
    public double[] toArray() {
        double[] all = new double[sums.length];
        Arrays.setAll(all, this::get);
        return all;
    }

    /** A copy of the sums followed by their error terms, from which {@link #ofExact} makes an equal state, bit for bit. */
    public double[] toExactArray() {
        double[] all = Arrays.copyOf(sums, 2 * sums.length);
        System.arraycopy(errors, 0, all, sums.length, errors.length);
        return all;
    }

    /** The state that {@link #toExactArray} has written. */
    public static MetricState ofExact(double[] sumsAndErrors) {
        MetricState state = new MetricState();
        int size = sumsAndErrors.length / 2;
        state.sums = Arrays.copyOf(sumsAndErrors, size);
        state.errors = Arrays.copyOfRange(sumsAndErrors, size, 2 * size);
        return state;
    }

    /** Adds the sums of {@code other}, which has the same number of sums or none. */
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

    /** A work array for the values of a batch, reused from batch to batch; its content is not part of the state. */
    double[] scratch(int size) {
        if (scratch.length < size) {
            scratch = new double[size];
        }
        return scratch;
    }

    /** Reuses the work array of a state that is no longer needed. */
    public void takeScratchOf(MetricState other) {
        scratch = other.scratch;
    }

    @Override
    public String toString() {
        return Arrays.toString(toArray());
    }
}
