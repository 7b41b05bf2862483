package dev.cornet.models;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of fit, evaluate or predict as its callbacks see it: the model, the parameters and the thread. Callbacks are bound to the
 * context until it is closed.
 */
final class CallbackContext implements AutoCloseable {
    private final String method;
    private final Model model;
    private final Callback.Params params;
    private final Supplier<TrainingState> trainingState;
    private final Thread thread = Thread.currentThread();
    private final Map<Callback, @Nullable CallbackContext> outerContexts = new IdentityHashMap<>();
    private final Set<Callback> resuming = Collections.newSetFromMap(new IdentityHashMap<>());
    private volatile boolean closed;

    /**
     * @param method "fit", "evaluate" or "predict"
     * @param trainingState the progress of fit; none for the other methods
     */
    CallbackContext(String method, Model model, Callback.Params params, Supplier<TrainingState> trainingState) {
        this.method = method;
        this.model = model;
        this.params = params;
        this.trainingState = trainingState;
    }

    /**
     * Binds a callback. Throws if a call that has not ended uses the callback, unless this call is an evaluate or predict in a hook of that
     * call.
     */
    void bind(Callback callback, boolean resumes) {
        if (outerContexts.containsKey(callback)) {
            return; // listed twice
        }
        outerContexts.put(callback, null); // allocates, so before the callback leaves its outer context
        outerContexts.put(callback, callback.bind(this));
        if (resumes) {
            resuming.add(callback);
        }
    }

    /**
     * Whether this call may use a callback of {@code other}, a call that has not ended: if both run on the same thread, so that this call
     * was made in a hook, and this call is not a fit.
     */
    boolean mayNestIn(CallbackContext other) {
        return other.thread == thread && !method.equals("fit");
    }

    /** Ends the call: binds its callbacks to the contexts of enclosing calls again. */
    @Override
    public void close() {
        closed = true;
        outerContexts.forEach((callback, outer) -> {
            if (outer != null) {
                callback.rebind(outer);
            }
        });
    }

    String method() {
        return method;
    }

    Model model() {
        return model;
    }

    Callback.Params params() {
        return params;
    }

    TrainingState trainingState() {
        return trainingState.get();
    }

    boolean resumes(Callback callback) {
        return resuming.contains(callback);
    }

    boolean isClosed() {
        return closed;
    }
}
