import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Random;

/** Random data and weights from a seed, and tensors in the JSON form of golden files. */
final class Values {
    private Values() {}

    static ArrayNode tensors(List<Tensor> values) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Tensor value : values) {
            ObjectNode tensor = all.addObject();
            ArrayNode shape = tensor.putArray("shape");
            for (int d : value.shape().toArray()) {
                shape.add(d);
            }
            ArrayNode data = tensor.putArray("data");
            for (float f : value.toArray()) {
                data.add(f);
            }
        }
        return all;
    }

    static Tensor of(int seed, int... dims) {
        Tensor tensor = Tensor.zeros(dims);
        Random random = new Random(seed);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.data()[i] = (random.nextInt(401) - 200) / 100f;
        }
        return tensor;
    }

    static Tensor classes(int seed, int count, int rows) {
        Tensor tensor = Tensor.zeros(rows, 1);
        Random random = new Random(seed);
        for (int i = 0; i < rows; i++) {
            tensor.data()[i] = random.nextInt(count);
        }
        return tensor;
    }
}
