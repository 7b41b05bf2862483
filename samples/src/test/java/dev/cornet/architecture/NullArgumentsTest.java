package dev.cornet.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.Cornet;
import dev.cornet.applications.ClassActivationMap;
import dev.cornet.applications.GradCam;
import dev.cornet.applications.Heatmap;
import dev.cornet.applications.VGG16;
import dev.cornet.callbacks.BackupAndRestore;
import dev.cornet.callbacks.CSVLogger;
import dev.cornet.callbacks.ModelCheckpoint;
import dev.cornet.constraints.MaxNorm;
import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.data.NumericUtils;
import dev.cornet.datasets.DataSet;
import dev.cornet.datasets.IdxFile;
import dev.cornet.datasets.Mnist;
import dev.cornet.exceptions.OptionException;
import dev.cornet.initializers.VarianceScaling;
import dev.cornet.layers.Bidirectional;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.DepthwiseConv2D;
import dev.cornet.layers.Input;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.Reshape;
import dev.cornet.layers.SeparableConv2D;
import dev.cornet.metrics.AUC;
import dev.cornet.metrics.RunningMetric;
import dev.cornet.models.Callback;
import dev.cornet.models.Ensemble;
import dev.cornet.models.Evaluate;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.InputLayer;
import dev.cornet.optimizers.SGD;
import dev.cornet.optimizers.schedules.PiecewiseConstantDecay;
import dev.cornet.preprocessing.image.Filter;
import dev.cornet.preprocessing.image.ImageDataGenerator;
import dev.cornet.preprocessing.image.Images;
import dev.cornet.preprocessing.text.TextVectorization;
import dev.cornet.preprocessing.text.Texts;
import dev.cornet.preprocessing.text.Tokenizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A null argument is refused with the name of the argument, in the classes that users call most. */
class NullArgumentsTest {
    private static final Tensor X = Tensor.zeros(2, 3);

    /** Objects whose public methods are called, or classes whose constructors and static methods are. */
    private static final List<Object> SUBJECTS = List.of(
            Cornet.class,
            Tensor.class,
            Shape.class,
            new Fit(),
            new Evaluate(),
            Model.class,
            Ensemble.class,
            Batch.class,
            NumericUtils.class,
            Images.class,
            Filter.class,
            new ImageDataGenerator(),
            IdxFile.class,
            Mnist.class,
            new TextVectorization(),
            new Tokenizer(),
            Texts.class,
            CSVLogger.class,
            BackupAndRestore.class,
            ModelCheckpoint.class,
            Bidirectional.class,
            Conv2D.class,
            MaxPooling2D.class,
            Reshape.class,
            Input.class,
            DepthwiseConv2D.class,
            SeparableConv2D.class,
            InputLayer.class,
            Input.of(3),
            X,
            Batches.class,
            DataSet.class,
            new RunningMetric(new AUC()),
            RunningMetric.class,
            new MaxNorm(),
            new SGD(),
            PiecewiseConstantDecay.class,
            new VGG16(),
            GradCam.class,
            ClassActivationMap.class,
            new Heatmap(Tensor.zeros(2, 2), Tensor.zeros(2, 2, 3), X),
            new Sequential(new Dense(1).inputShape(3)));

    private static Object sample(Class<?> type) {
        Map<Class<?>, Object> samples = Map.of(
                int.class,
                1,
                long.class,
                1L,
                double.class,
                0.5,
                float.class,
                0.5f,
                boolean.class,
                true,
                String.class,
                "x",
                Tensor.class,
                X,
                Shape.class,
                Shape.of(2, 3),
                Path.class,
                Path.of("none"),
                List.class,
                List.of());
        return samples.get(type);
    }

    private static boolean isNullable(AnnotatedType type) {
        return Arrays.stream(type.getAnnotations())
                .anyMatch(a -> a.annotationType().getSimpleName().equals("Nullable"));
    }

    /** The public methods and constructors of a subject. */
    private static Stream<Executable> calls(Object subject) {
        if (subject instanceof Class<?> type) {
            return Stream.concat(
                    Arrays.stream(type.getConstructors()),
                    Arrays.stream(type.getMethods()).filter(m -> Modifier.isStatic(m.getModifiers())));
        }
        return Arrays.stream(subject.getClass().getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers())
                        && !m.isSynthetic()
                        && !m.getName().equals("equals"))
                .map(m -> (Executable) m);
    }

    @Test
    void noNullPointerExceptionIsThrown() throws Exception {
        List<String> raw = new ArrayList<>();
        for (Object subject : SUBJECTS) {
            for (Executable call : calls(subject).toList()) {
                Class<?>[] types = call.getParameterTypes();
                for (int i = 0; i < types.length; i++) {
                    if (types[i].isPrimitive() || isNullable(call.getAnnotatedParameterTypes()[i])) {
                        continue;
                    }
                    Object[] arguments =
                            Arrays.stream(types).map(NullArgumentsTest::sample).toArray();
                    arguments[i] = null;
                    try {
                        if (call instanceof Constructor<?> constructor) {
                            constructor.newInstance(arguments);
                        } else if (call instanceof Method method) {
                            method.invoke(subject, arguments);
                        }
                    } catch (InvocationTargetException e) {
                        if (e.getCause() instanceof NullPointerException) {
                            raw.add(call + ", argument " + i + ": "
                                    + e.getCause().getMessage());
                        }
                    }
                }
            }
        }
        assertEquals("", String.join("\n", raw));
    }

    @Test
    void theMessageNamesMethodAndArgument() {
        assertEquals("load: the file must not be null", refusal(() -> Model.load(null)));
        Sequential model = new Sequential(new Dense(1).inputShape(3));
        assertEquals(
                "Fit.callbacks: the argument list must not be null",
                refusal(() -> new Fit().callbacks((List<Callback>) null)));
        model.compile("sgd", "mse");
        assertEquals("Model.predict: the argument x must not be null", refusal(() -> model.predict((Tensor) null)));
        assertEquals(
                "AUC: the argument thresholds must not be null", refusal(() -> new AUC().thresholds((double[]) null)));
        assertEquals(
                "VarianceScaling: the argument distribution must not be null",
                refusal(() -> new VarianceScaling().distribution((String) null)));
    }

    private static String refusal(Runnable call) {
        try {
            call.run();
            return "";
        } catch (OptionException e) {
            return e.getMessage();
        }
    }
}
