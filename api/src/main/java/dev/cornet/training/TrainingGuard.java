package dev.cornet.training;

import dev.cornet.exceptions.CornetException;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import org.jspecify.annotations.Nullable;

/**
 * The guard of a model's training: one call at a time may train it, and meanwhile neither its layers nor its compile arguments may change.
 */
public final class TrainingGuard {
    private final Layer model;
    private @Nullable Thread trainingThread;
    private boolean fitting;
    private boolean inStep;

    public TrainingGuard(Layer model) {
        this.model = model;
    }

    /**
     * Begins a fit; first waits until another thread has finished compiling the model or changing its layers. Throws while another fit or
     * trainOnBatch of this model is running.
     */
    public void beginFit() {
        synchronized (model) {
            acquireForFit();
        }
    }

    private synchronized void acquireForFit() {
        Thread other = trainingThread;
        if (other != null) {
            throw new CornetException(
                    LayerAccess.describe(model) + ": cannot fit, it is being trained already, " + by(other)
                            + ". One call at a time can train a model: "
                            + (other == Thread.currentThread()
                                    ? "wait until it has returned; a callback may train single batches by trainOnBatch."
                                    : "wait until it has returned, or train a model of its own in each thread."));
        }
        trainingThread = Thread.currentThread();
        fitting = true;
    }

    public synchronized void endFit() {
        trainingThread = null;
        fitting = false;
    }

    /**
     * Begins a single training step. Allowed while no fit runs, and between the steps of a fit if a callback calls it in the same thread.
     */
    public void beginStep() {
        synchronized (model) {
            acquireForStep();
        }
    }

    private synchronized void acquireForStep() {
        Thread other = trainingThread;
        if (inStep || (other != null && other != Thread.currentThread())) {
            throw new CornetException(
                    LayerAccess.describe(model) + ": cannot train on a batch, it is being trained already, "
                            + by(other == null ? Thread.currentThread() : other)
                            + ". One call at a time can train a model: wait until it has returned, or train a model of its own in"
                            + " each thread.");
        }
        trainingThread = Thread.currentThread();
        inStep = true;
    }

    public synchronized void endStep() {
        inStep = false;
        if (!fitting) {
            trainingThread = null;
        }
    }

    /**
     * Throws while the model is being trained.
     *
     * @param change what the caller is about to do: "add a layer"
     */
    public synchronized void requireIdle(String change) {
        Thread other = trainingThread;
        if (other != null) {
            throw new CornetException(LayerAccess.describe(model) + ": cannot " + change + ", it is being trained, "
                    + by(other) + ". Wait until that has returned.");
        }
    }

    private String by(Thread thread) {
        return "by " + (fitting ? "fit" : "trainOnBatch")
                + (thread == Thread.currentThread()
                        ? " in this thread"
                        : " in the thread \"" + thread.getName() + "\"");
    }
}
