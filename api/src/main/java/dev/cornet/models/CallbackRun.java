package dev.cornet.models;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One call of fit, evaluate or predict as its callbacks see it; they are bound to it until it is closed. */
final class CallbackRun implements AutoCloseable {
    private final String verb;
    private final Model model;
    private final Callback.Params params;
    private final @Nullable TrainingRun course;
    private final Thread thread = Thread.currentThread();
    private final Map<Callback, @Nullable CallbackRun> outer = new IdentityHashMap<>();
    private final Set<Callback> resuming = Collections.newSetFromMap(new IdentityHashMap<>());
    private volatile boolean over;

    /** @param course where the training stands, for fit */
    CallbackRun(String verb, Model model, Callback.Params params, @Nullable TrainingRun course) {
        this.verb = verb;
        this.model = model;
        this.params = params;
        this.course = course;
    }

    /** Binds a callback; refused where it serves another call that has not ended, unless that one's hooks make this evaluate or predict. */
    void bind(Callback callback, boolean resumes) {
        if (outer.containsKey(callback)) {
            return; // given twice
        }
        outer.put(callback, callback.bind(this));
        if (resumes) {
            resuming.add(callback);
        }
    }

    /** True for a call that may use a callback of {@code other}, which has not ended: it runs within one of its hooks, and measures only. */
    boolean mayRunWithin(CallbackRun other) {
        return other.thread == thread && !verb.equals("fit");
    }

    @Override
    public void close() {
        over = true;
        outer.forEach((callback, before) -> {
            if (before != null) {
                callback.rebind(before);
            }
        });
    }

    String verb() {
        return verb;
    }

    Model model() {
        return model;
    }

    Callback.Params params() {
        return params;
    }

    @Nullable
    TrainingRun course() {
        return course;
    }

    boolean resumes(Callback callback) {
        return resuming.contains(callback);
    }

    boolean isOver() {
        return over;
    }
}
