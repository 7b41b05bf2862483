package dev.cornet.training;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.DataException;
import dev.cornet.losses.RowCounts;
import dev.cornet.metrics.MetricState;
import dev.cornet.nn.PlacedUpdate;
import dev.cornet.nn.StateUpdate;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the facts and results of shards as bytes, for the other workers of a group, and reads theirs. Weights and states are written by
 * their positions in the model, which is the same for all workers; objects never travel.
 */
final class StepCodec {
    private static final byte ASSIGN = 0;
    private static final byte MOVING_MEAN = 1;
    private static final byte MOVING_VARIANCE = 2;

    private final ModelRuntime runtime;

    StepCodec(ModelRuntime runtime) {
        this.runtime = runtime;
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    private static byte[] write(Writing content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            content.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new CornetException("the result of a shard cannot be written: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] bytes, Reading<T> content) {
        try {
            return content.from(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new DataException(
                    "the bytes of another worker are no result of a shard of this model. All workers must train the same"
                            + " model with the same number of shards.",
                    e);
        }
    }

    byte[] encode(BatchFacts facts) {
        return write(out -> {
            out.writeInt(facts.counts().size());
            for (RowCounts counts : facts.counts()) {
                out.writeLong(counts.rows());
                out.writeLong(counts.counted());
                out.writeDouble(counts.weights());
                out.writeInt(counts.rowsPerWeight());
                out.writeInt(counts.rowsPerLoss());
                out.writeBoolean(counts.isMasked());
            }
        });
    }

    BatchFacts decodeFacts(byte[] bytes) {
        return read(bytes, in -> {
            int outputs = in.readInt();
            List<RowCounts> counts = new ArrayList<>();
            for (int o = 0; o < outputs; o++) {
                counts.add(new RowCounts(
                        in.readLong(), in.readLong(), in.readDouble(), in.readInt(), in.readInt(), in.readBoolean()));
            }
            return new BatchFacts(counts);
        });
    }

    byte[] encode(StepResult result) {
        return write(out -> {
            out.writeInt(result.rows());
            if (result.isEmpty()) {
                return;
            }
            writeDoubles(out, result.losses());
            out.writeDouble(result.layerLosses());
            writeGradients(out, result.gradients());
            List<Variable> variables = runtime.variables();
            out.writeInt(result.updates().size());
            for (PlacedUpdate update : result.updates()) {
                writeUpdate(out, update, variables);
            }
            out.writeInt(result.metrics().size());
            for (MetricState state : result.metrics()) {
                writeDoubles(out, state.toExactArray());
            }
        });
    }

    StepResult decodeResult(byte[] bytes) {
        return read(bytes, in -> {
            int rows = in.readInt();
            if (rows == 0) {
                return StepResult.NONE;
            }
            double[] losses = readDoubles(in);
            double layerLosses = in.readDouble();
            GradientSums gradients = readGradients(in);
            List<Variable> variables = runtime.variables();
            List<PlacedUpdate> updates = new ArrayList<>();
            for (int i = in.readInt(); i > 0; i--) {
                updates.add(readUpdate(in, variables));
            }
            List<MetricState> metrics = new ArrayList<>();
            for (int i = in.readInt(); i > 0; i--) {
                metrics.add(MetricState.ofExact(readDoubles(in)));
            }
            return new StepResult(rows, losses, layerLosses, gradients, updates, metrics);
        });
    }

    private static void writeGradients(DataOutputStream out, GradientSums gradients) throws IOException {
        out.writeInt(gradients.weights().size());
        for (int i = 0; i < gradients.weights().size(); i++) {
            out.writeBoolean(gradients.reached()[i]);
            writeFloats(out, gradients.sums().get(i));
        }
    }

    private GradientSums readGradients(DataInputStream in) throws IOException {
        List<Variable> weights = runtime.plan().trainable();
        if (in.readInt() != weights.size()) {
            throw new IOException("another number of weights");
        }
        boolean[] reached = new boolean[weights.size()];
        List<Tensor> sums = new ArrayList<>();
        for (int i = 0; i < reached.length; i++) {
            reached[i] = in.readBoolean();
            sums.add(readFloats(in, weights.get(i).shape()));
        }
        return new GradientSums(weights, sums, reached);
    }

    private static void writeUpdate(DataOutputStream out, PlacedUpdate update, List<Variable> variables)
            throws IOException {
        int position = -1;
        for (int i = 0; i < variables.size(); i++) {
            if (variables.get(i) == update.state()) {
                position = i;
            }
        }
        out.writeInt(update.node());
        out.writeInt(update.count());
        out.writeInt(position);
        if (position >= 0 && update.update() instanceof StateUpdate.MovingAverage average) {
            double[] variance = average.variance();
            out.writeByte(variance == null ? MOVING_MEAN : MOVING_VARIANCE);
            writeDoubles(out, average.counts());
            writeDoubles(out, average.mean());
            if (variance != null) {
                writeDoubles(out, variance);
            }
            out.writeDouble(average.momentum());
        } else if (position >= 0 && update.update() instanceof StateUpdate.Assign assign) {
            out.writeByte(ASSIGN);
            writeFloats(out, assign.value());
        } else {
            throw new CornetException(update.describe() + ": its update is of the class "
                    + update.update().getClass().getName()
                    + ", which cannot be sent to other workers. Use StateUpdate.assign, movingMean or movingVariance.");
        }
    }

    private static PlacedUpdate readUpdate(DataInputStream in, List<Variable> variables) throws IOException {
        int node = in.readInt();
        int count = in.readInt();
        Variable variable = variables.get(in.readInt());
        StateUpdate update = switch (in.readByte()) {
            case ASSIGN -> StateUpdate.assign(readFloats(in, variable.shape()));
            case MOVING_MEAN -> StateUpdate.movingMean(readDoubles(in), readDoubles(in), in.readDouble());
            case MOVING_VARIANCE ->
                StateUpdate.movingVariance(readDoubles(in), readDoubles(in), readDoubles(in), in.readDouble());
            default -> throw new IOException("another kind of update");
        };
        return new PlacedUpdate(node, count, variable, update);
    }

    private static void writeDoubles(DataOutputStream out, double[] values) throws IOException {
        out.writeInt(values.length);
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    private static double[] readDoubles(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length > in.available() / Double.BYTES) {
            throw new IOException("too few bytes");
        }
        double[] values = new double[length];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }

    private static void writeFloats(DataOutputStream out, Tensor values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.size(), Float.BYTES));
        bytes.asFloatBuffer().put(values.data(), values.offset(), values.size());
        out.writeInt(values.size());
        out.write(bytes.array());
    }

    private static Tensor readFloats(DataInputStream in, Shape shape) throws IOException {
        if (in.readInt() != shape.size()) {
            throw new IOException("another shape");
        }
        byte[] bytes = new byte[shape.size() * Float.BYTES];
        in.readFully(bytes);
        float[] values = new float[shape.size()];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
        return Tensor.wrap(values, shape);
    }
}
