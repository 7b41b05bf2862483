package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RowUse;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recurrent layer of a cell of one's own: {@code new RNN(new MyCell(8)).returnSequences(true)}. The cell, a {@link RecurrentCell}, computes
 * one step; this layer applies it to all steps and masks.
 *
 * <p>x (batch, steps, features), y (batch, units), the output of the last step, or (batch, steps, units) with {@code returnSequences}.
 * Weights: those of the cell. LSTM, GRU and SimpleRNN are faster than an RNN with a cell of the same formulas. Reference: Keras' RNN page.
 */
public final class RNN extends BaseRNN<RNN> {
    @Option(required = true)
    @SuppressWarnings("NullAway.Init") // set by reflection when a saved model is read
    private Layer cell;

    @SuppressWarnings("NullAway.Init") // see cell
    private RNN() {}

    /** Applies {@code cell} to each step of a sequence. */
    public RNN(RecurrentCell<?> cell) {
        this.cell = Arguments.notNull(cell, "RNN", "cell");
    }

    /** The cell. */
    public RecurrentCell<?> cell() {
        require(
                cell instanceof RecurrentCell,
                "wants a cell, a subclass of RecurrentCell, got a %s. Recurrent layers such as LSTM are used without RNN.",
                LayerAccess.typeName(cell));
        return (RecurrentCell<?>) cell;
    }

    @Override
    protected void validate() {
        cell();
    }

    @Override
    protected List<Layer> sublayers() {
        return List.of(cell);
    }

    @Override
    protected int[] stateSizes() {
        return cell().stateSizes();
    }

    @Override
    protected int outputSize() {
        return cell().outputSize();
    }

    @Override
    protected void build(Shape in) {
        cell().buildFor(in);
    }

    @Override
    protected RowUse rowUse(boolean training) {
        return LayerAccess.rowUse(cell, training);
    }

    @Override
    protected Outputs runSteps(Tensor x, List<@Nullable Tensor> initialStates, Pass pass) {
        return new CellRun(this, x, initialStates, pass).outputs();
    }
}
