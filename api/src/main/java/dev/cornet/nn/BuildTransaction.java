package dev.cornet.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that builds layers and adds them to graphs: if it throws, all layers and models are as they were before it.
 *
 * <p>A transaction may run within another one, and then becomes part of it. One thread at a time runs transactions, so no layer is built by
 * two threads at once, and no thread uses a layer whose building another thread will undo. To exclude deadlock, a thread begins the
 * transaction before it locks a model. Only a dry run, whose layers no other thread sees, does not wait: it may take place while a model is
 * saved.
 */
public final class BuildTransaction {
    private static final ReentrantLock LOCK = new ReentrantLock();

    /** The actions that undo the changes of this thread's transaction so far, in the order of the changes; null without a transaction. */
    private static final ThreadLocal<@Nullable List<Runnable>> UNDO_ACTIONS = new ThreadLocal<>();

    private BuildTransaction() {}

    /** Runs a transaction and returns its result. */
    public static <T> T run(Supplier<T> body) {
        List<Runnable> outer = UNDO_ACTIONS.get();
        if (outer != null) {
            return run(body, outer);
        }
        boolean locks = !WeightAllocation.isDryRun();
        if (locks) {
            LOCK.lock();
        }
        try {
            List<Runnable> undoActions = new ArrayList<>();
            UNDO_ACTIONS.set(undoActions);
            return run(body, undoActions);
        } finally {
            UNDO_ACTIONS.remove();
            if (locks) {
                LOCK.unlock();
            }
        }
    }

    private static <T> T run(Supplier<T> body, List<Runnable> undoActions) {
        int before = undoActions.size();
        try {
            return body.get();
        } catch (Throwable e) { // errors too: an initializer may find no memory
            for (int i = undoActions.size() - 1; i >= before; i--) {
                undoActions.remove(i).run();
            }
            throw e;
        }
    }

    /**
     * Registers an action that undoes a change if the transaction of this thread fails. Must be called before the change. Does nothing
     * outside a transaction.
     */
    public static void onFailure(Runnable undoAction) {
        List<Runnable> undoActions = UNDO_ACTIONS.get();
        if (undoActions != null) {
            undoActions.add(undoAction);
        }
    }
}
