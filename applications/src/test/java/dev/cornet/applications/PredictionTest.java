package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PredictionTest {
    @Test
    void namesTheBestClassesFirst() {
        Tensor scores = Tensor.zeros(2, 1000);
        scores.set(0.5f, 0, 386);
        scores.set(0.25f, 0, 101);
        scores.set(0.125f, 0, 385);
        scores.set(1, 1, 999);
        assertEquals(
                List.of(
                        List.of(
                                new Prediction("n02504458", "African_elephant", 0.5),
                                new Prediction("n01871265", "tusker", 0.25),
                                new Prediction("n02504013", "Indian_elephant", 0.125)),
                        List.of(
                                new Prediction("n15075141", "toilet_tissue", 1),
                                new Prediction("n01440764", "tench", 0),
                                new Prediction("n01443537", "goldfish", 0))),
                VGG16.decodePredictions(scores, 3));
        assertEquals(5, MobileNet.decodePredictions(scores).get(0).size());
        assertEquals(
                "n15075141 toilet_tissue 1.0",
                VGG16.decodePredictions(scores).get(1).get(0).toString());
    }

    /** Keras checks its imagenet_class_index.json by this MD5. */
    @Test
    void hasKerasClassesInKerasOrder() throws Exception {
        Tensor falling = Tensor.zeros(1, 1000);
        for (int c = 0; c < 1000; c++) {
            falling.set(-c, 0, c);
        }
        StringBuilder json = new StringBuilder("{");
        int index = 0;
        for (Prediction p : VGG16.decodePredictions(falling, 1000).get(0)) {
            json.append(index == 0 ? "" : ", ")
                    .append('"')
                    .append(index++)
                    .append("\": [\"")
                    .append(p.id());
            json.append("\", \"").append(p.label()).append("\"]");
        }
        byte[] md5 = MessageDigest.getInstance("MD5")
                .digest(json.append('}').toString().getBytes(StandardCharsets.UTF_8));
        assertEquals("c2c37ea517e94d9795004a39431a14cb", HexFormat.of().formatHex(md5));
    }

    @Test
    void rejectsOtherClasses() {
        assertEquals(
                "decodePredictions: expected the scores of the 1000 classes of ImageNet, (batch, 1000), got (1, 10)",
                assertThrows(ShapeException.class, () -> VGG16.decodePredictions(Tensor.zeros(1, 10)))
                        .getMessage());
        assertEquals(
                "decodePredictions: top must lie in 1 … 1000, got 0",
                assertThrows(OptionException.class, () -> VGG16.decodePredictions(Tensor.zeros(1, 1000), 0))
                        .getMessage());
    }
}
