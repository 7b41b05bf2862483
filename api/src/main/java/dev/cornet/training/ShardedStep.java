package dev.cornet.training;

import dev.cornet.data.Batch;
import dev.cornet.graph.BatchResult;
import dev.cornet.graph.BatchUpdates;
import dev.cornet.graph.Executor;
import dev.cornet.graph.RunInputs;
import dev.cornet.nn.PlacedUpdate;
import dev.cornet.random.RandomStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The computation of training steps in S shards, S a power of two. The facts of all shards are merged first, then each shard is computed,
 * and the results are merged in pairs of neighbours, 0+1, 2+3, …. So the order of additions, hence every bit, depends on S alone, not on
 * which worker of the group computes which shards.
 */
final class ShardedStep {
    private final int shards;
    private final ShardGroup group;
    private final StepCodec codec;
    private final OutputLosses outputLosses;

    /** Buffers for results that wait for those of the following shards; the first {@link #buffersInUse} are in use. */
    private final List<GradientSums> buffers = new ArrayList<>();

    private int buffersInUse;

    ShardedStep(ModelRuntime runtime, OutputLosses outputLosses, Sharding sharding) {
        this.outputLosses = outputLosses;
        this.shards = sharding.shards();
        this.group = sharding.group();
        this.codec = new StepCodec(runtime);
    }

    /** The computation of one step. */
    private record Computation(Executor executor, RunMetrics runMetrics, RandomStream random) {
        /** Returns what the other shards must know of a shard. */
        BatchFacts facts(Shard shard) {
            if (shard.isEmpty()) {
                return BatchFacts.NONE;
            }
            CompileLoss compileLoss = runMetrics.compileLoss();
            compileLoss.beginShard(shard.batch(), null);
            compileLoss.masks(executor.outputMasks(inputs(shard)));
            return compileLoss.facts();
        }

        /** Returns the result of a shard; its gradients are valid until the next shard is computed. */
        StepResult compute(Shard shard, BatchFacts ofBatch) {
            if (shard.isEmpty()) {
                return StepResult.NONE;
            }
            CompileLoss compileLoss = runMetrics.compileLoss();
            compileLoss.beginShard(shard.batch(), ofBatch);
            BatchResult result = executor.computeGradients(inputs(shard), compileLoss);
            GradientSums gradients =
                    new GradientSums(executor.trainedVariables(), executor.gradients(), executor.haveGradients());
            return new StepResult(
                    shard.batch().size(),
                    compileLoss.losses(),
                    result.layerLosses(),
                    gradients,
                    result.updates(),
                    runMetrics.statesOf(shard.batch(), result));
        }

        private RunInputs inputs(Shard shard) {
            return new RunInputs(shard.batch().inputs(), shard.firstRow(), shard.batchRows(), random);
        }
    }

    /** Computes this worker's shards of a batch; returns loss and gradients merged from all shards, valid until the next step. */
    LossAndGradients lossAndGradients(Executor executor, Batch batch, RandomStream random, RunMetrics runMetrics) {
        executor.beginTrainingStep();
        return new MergedLossAndGradients(compute(batch, executor, runMetrics, random), outputLosses, runMetrics);
    }

    private StepResult compute(Batch batch, Executor executor, RunMetrics runMetrics, RandomStream random) {
        runMetrics.begin(batch);
        int perWorker = shards / group.size();
        List<Shard> own = Shard.cut(batch, shards).subList(group.rank() * perWorker, (group.rank() + 1) * perWorker);
        Computation computation = new Computation(executor, runMetrics, random);
        List<BatchFacts> factsOfShards = new ArrayList<>();
        own.forEach(shard -> factsOfShards.add(computation.facts(shard)));
        BatchFacts facts = ShardGroup.merge(factsOfShards, BatchFacts::merge);
        if (group.size() > 1) {
            facts = ShardGroup.merge(
                    group.exchange(codec.encode(facts)).stream()
                            .map(codec::decodeFacts)
                            .toList(),
                    BatchFacts::merge);
        }
        buffersInUse = 0;
        StepResult result = compute(own, computation, facts);
        if (group.size() > 1) {
            result = ShardGroup.merge(
                    group.exchange(codec.encode(result)).stream()
                            .map(codec::decodeResult)
                            .toList(),
                    (a, b) -> merge(a, b, runMetrics));
        }
        return result;
    }

    private StepResult compute(List<Shard> own, Computation computation, BatchFacts facts) {
        if (own.size() == 1) {
            return computation.compute(own.get(0), facts);
        }
        int half = own.size() / 2;
        int before = buffersInUse;
        StepResult first = kept(compute(own.subList(0, half), computation, facts), computation.executor());
        StepResult next = compute(own.subList(half, own.size()), computation, facts);
        buffersInUse = Math.min(buffersInUse, before + 1); // the merged gradients are in one buffer
        return merge(first, next, computation.runMetrics());
    }

    /** Returns a result whose gradients stay valid when the executor computes the next shard. */
    private StepResult kept(StepResult result, Executor executor) {
        if (result.isEmpty() || result.gradients().sums() != executor.gradients()) {
            return result;
        }
        if (!buffers.isEmpty()
                && !buffers.get(0).weights().equals(result.gradients().weights())) {
            buffers.clear(); // a layer has been frozen, or trains again
        }
        if (buffersInUse == buffers.size()) {
            buffers.add(result.gradients().newBuffer());
        }
        GradientSums buffer = buffers.get(buffersInUse++);
        buffer.copyFrom(result.gradients());
        return result.with(buffer);
    }

    /** Merges the results of neighbouring rows, and adds the gradients of {@code next} to those of {@code first}. */
    private static StepResult merge(StepResult first, StepResult next, RunMetrics runMetrics) {
        if (first.isEmpty() || next.isEmpty()) {
            return first.isEmpty() ? next : first;
        }
        double[] losses = first.losses().clone();
        for (int o = 0; o < losses.length; o++) {
            losses[o] += next.losses()[o];
        }
        first.gradients().add(next.gradients());
        List<PlacedUpdate> updates = BatchUpdates.merge(first.updates(), next.updates());
        return new StepResult(
                first.rows() + next.rows(),
                losses,
                first.layerLosses() + next.layerLosses(),
                first.gradients(),
                updates,
                runMetrics.merge(first.metrics(), next.metrics()));
    }
}
