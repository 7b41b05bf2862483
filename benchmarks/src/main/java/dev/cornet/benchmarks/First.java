package dev.cornet.benchmarks;

/** The first step alone: the seconds from the start of the process to its end. */
public final class First implements Workload {
    private final Workload workload;
    private double seconds;

    /** {@code workload} is to have one batch alone, so that making its inputs takes no time. */
    public First(Workload workload) {
        this.workload = workload;
    }

    @Override
    public void first() {
        workload.first();
        seconds = Machine.secondsSinceStart();
    }

    @Override
    public double[] work(double atLeast) {
        return new double[] {seconds};
    }

    @Override
    public String unit() {
        return "s";
    }

    @Override
    public int batch() {
        return workload.batch();
    }
}
