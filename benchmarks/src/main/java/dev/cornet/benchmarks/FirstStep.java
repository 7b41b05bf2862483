package dev.cornet.benchmarks;

/** Workload of the first step alone: measures the seconds from the start of the process to the end of the step. */
public final class FirstStep implements Workload {
    private final Workload workload;
    private double seconds;

    /** Creates the workload from another one, which should have a single batch, so that creating its data takes little time. */
    public FirstStep(Workload workload) {
        this.workload = workload;
    }

    @Override
    public void runOnce() {
        workload.runOnce();
        seconds = Machine.secondsSinceStart();
    }

    @Override
    public double[] runFor(double atLeast) {
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
