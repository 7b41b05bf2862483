package com.example.extensions;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.nn.OptionMethods;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOptions;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** Learned embedding of positions: y = x + E, where row t of the weight E is added to step t of each sequence. */
public final class PositionEmbedding extends UnaryLayer<PositionEmbedding>
        implements OptionMethods.Embeddings<PositionEmbedding> {
    @Option(required = true)
    private int sequenceLength;

    @Option("embeddings")
    private final WeightOptions embeddingsOptions = new WeightOptions("glorot_uniform");

    private Variable embeddings;

    private PositionEmbedding() {}

    public PositionEmbedding(int sequenceLength) {
        this.sequenceLength = sequenceLength;
    }

    @Override
    protected void build(Shape in) {
        embeddings = weight("embeddings", Shape.of(sequenceLength, in.last()), embeddingsOptions);
    }

    @Override
    protected Shape outputShape(Shape in) {
        requireShape(
                in.rank() == 3 && in.dim(1) <= sequenceLength,
                "takes sequences of %d steps, got %s",
                sequenceLength,
                in);
        return in;
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        int n = x.rowSize();
        Tensor y = pass.tensor(x.shape());
        y.copyFrom(x);
        Ops.addRows(
                y.reshape(-1, n), embeddings.value().rows(0, x.shape().dim(1)).reshape(n));
        return new Output(y, (dy, grads) -> {
            Tensor sum = grads.accumulator(embeddings).rows(0, x.shape().dim(1));
            Ops.addSumRows(sum.reshape(n), dy.reshape(-1, n));
            return dy;
        });
    }

    @Override
    protected void checkCompatible(List<Shape> before, List<Shape> ins) {
        requireShape(
                before.get(0).last() == ins.get(0).last(),
                "takes %d features",
                before.get(0).last());
    }
}
