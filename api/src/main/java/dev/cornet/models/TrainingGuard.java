package dev.cornet.models;

import dev.cornet.exceptions.CornetException;
import org.jspecify.annotations.Nullable;

/** Sees to it that one call at a time trains a model, and that the model's structure and what compile settled stay as they are meanwhile. */
final class TrainingGuard {
    private final Functional model;
    private @Nullable Thread trainer;
    private boolean fits;
    private boolean inStep;

    TrainingGuard(Functional model) {
        this.model = model;
    }

    /** Lets a fit begin, after a change of the model that has begun; refused while another one, or a trainOnBatch, has not ended. */
    void beginFit() {
        synchronized (model) {
            takeForFit();
        }
    }

    private synchronized void takeForFit() {
        Thread other = trainer;
        if (other != null) {
            throw new CornetException(model.describe() + ": cannot fit, it is being trained already, " + by(other)
                    + ". One call at a time can train a model: "
                    + (other == Thread.currentThread()
                            ? "wait until it has returned; a callback may train single batches by trainOnBatch."
                            : "wait until it has returned, or train a model of its own in each thread."));
        }
        trainer = Thread.currentThread();
        fits = true;
    }

    synchronized void endFit() {
        trainer = null;
        fits = false;
    }

    /** Lets a single step begin: by itself, or between the steps of a fit of the same thread, in a callback. */
    void beginStep() {
        synchronized (model) {
            takeForStep();
        }
    }

    private synchronized void takeForStep() {
        Thread other = trainer;
        if (inStep || (other != null && other != Thread.currentThread())) {
            throw new CornetException(model.describe() + ": cannot train on a batch, it is being trained already, "
                    + by(other == null ? Thread.currentThread() : other)
                    + ". One call at a time can train a model: wait until it has returned, or train a model of its own in"
                    + " each thread.");
        }
        trainer = Thread.currentThread();
        inStep = true;
    }

    synchronized void endStep() {
        inStep = false;
        if (!fits) {
            trainer = null;
        }
    }

    /** Refuses a change of the model while it is being trained: {@code "add a layer"}. */
    synchronized void requireIdle(String change) {
        Thread other = trainer;
        if (other != null) {
            throw new CornetException(model.describe() + ": cannot " + change + ", it is being trained, " + by(other)
                    + ". Wait until that has returned.");
        }
    }

    private String by(Thread thread) {
        return "by " + (fits ? "fit" : "trainOnBatch")
                + (thread == Thread.currentThread()
                        ? " in this thread"
                        : " in the thread \"" + thread.getName() + "\"");
    }
}
