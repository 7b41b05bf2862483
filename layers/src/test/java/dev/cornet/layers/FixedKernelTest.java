package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.models.Sequential;
import dev.cornet.preprocessing.image.Filter;
import dev.cornet.preprocessing.image.Filters;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A convolution layer with the weights of an image filter computes that filter. */
class FixedKernelTest {
    private static final Filter SKEW = Filter.of(new double[][] {{1, 2, -1}, {0, 3, 0.5}, {-2, 0.25, 4}});

    @Test
    void aConvolutionCorrelates() {
        for (Filter filter : List.of(SKEW, SKEW.flipped(), Filters.gaussian(), Filters.verticalEdge())) {
            check("valid", filter, filter);
            check("same", filter, filter.border("zero"));
        }
    }

    private static void check(String padding, Filter filter, Filter expected) {
        Tensor x = Tensor.zeros(2, 6, 7, 1);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) new RandomStream(5).uniform(i, -1, 1);
        }
        Sequential model = new Sequential(new Conv2D(1, filter.height(), filter.width())
                .padding(padding)
                .useBias(false)
                .inputShape(6, 7, 1));
        model.setWeights(List.of(filter.weights()));
        Tensor y = model.predict(x);
        assertEquals(expected.correlate(x).shape(), y.shape());
        assertArrayEquals(expected.correlate(x).toArray(), y.toArray(), 1e-5f);
    }
}
