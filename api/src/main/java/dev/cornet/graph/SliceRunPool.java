package dev.cornet.graph;

import dev.cornet.backend.Backends;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Precision;
import dev.cornet.graph.plan.Plan;
import dev.cornet.nn.Variable;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * The idle {@link SliceRun}s of an executor. Those for slices and those for whole batches are kept apart: otherwise each slice run would
 * eventually hold the memory of a whole batch.
 */
final class SliceRunPool {
    private final Plan plan;
    private final Deque<SliceRun> idle = new ConcurrentLinkedDeque<>();
    private final Deque<SliceRun> idleWholeBatch = new ConcurrentLinkedDeque<>();
    private final Map<Variable, PackedWeights> packedWeightsOfStep = new ConcurrentHashMap<>();
    private Precision precision = Backends.precision();

    SliceRunPool(Plan plan) {
        this.plan = plan;
    }

    /** Sets the precision of the backend for all runs acquired from now on. */
    void precision(Precision precision) {
        this.precision = precision;
    }

    /** Begins a training step: discards the packed forms of weights that the previous step has changed. */
    void beginTrainingStep() {
        packedWeightsOfStep.values().forEach(PackedWeights::invalidate);
    }

    /** Takes an idle run for a slice, or for the whole batch, or creates one. */
    SliceRun acquire(Segment segment) {
        SliceRun run = idle(segment).poll();
        if (run == null) {
            run = new SliceRun(plan, segment.isWholeBatch() ? null : packedWeightsOfStep);
        }
        run.pass().precision(precision);
        return run;
    }

    /** Returns a run. The run released last is acquired next, since its memory is still in the cache. */
    void release(Segment segment, SliceRun run) {
        idle(segment).push(run);
    }

    private Deque<SliceRun> idle(Segment segment) {
        return segment.isWholeBatch() ? idleWholeBatch : idle;
    }
}
