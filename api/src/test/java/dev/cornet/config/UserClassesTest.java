package dev.cornet.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.Cornet;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.Json;
import dev.cornet.losses.Loss;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Classes of users, and those of the library that are named like them. */
class UserClassesTest {
    /** What all activations here do: nothing. */
    public abstract static class Nothing extends ActivationFunction {
        @Override
        public Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    /** Named like one of the library's. */
    public static final class Relu extends Nothing {
        @Option
        private double ceiling = 3;
    }

    /** Two of one name. */
    static final class First {
        public static final class Twice extends Nothing {}
    }

    static final class Second {
        public static final class Twice extends Nothing {}
    }

    /** Known by the name that Python has given it. */
    public static final class Python extends Nothing {}

    /** Known to nobody before it is written. */
    public static final class Unknown extends Nothing {}

    /** Cannot be made anew. */
    public static final class NoConstructor extends Nothing {
        @Option
        private final double factor;

        NoConstructor(double factor) {
            this.factor = factor;
        }
    }

    /** Belongs to an object. */
    final class Inner extends Nothing {}

    @BeforeAll
    static void register() {
        Cornet.register(Relu.class);
        Cornet.register(First.Twice.class);
        Cornet.register(Second.Twice.class);
        Cornet.register("my_package>Twice", Python.class);
    }

    private static ActivationFunction read(String json) {
        return Configs.read(ActivationFunction.class, Json.parse(json, "test"));
    }

    private static String refusal(String json) {
        return assertThrows(ModelFormatException.class, () -> read(json)).getMessage();
    }

    @Test
    void aClassIsReadAsItself() {
        for (ActivationFunction unit : new ActivationFunction[] {
            new Relu(), new dev.cornet.activations.Relu(), new First.Twice(), new Second.Twice(), new Python()
        }) {
            assertSame(
                    unit.getClass(),
                    Configs.read(ActivationFunction.class, Configs.write(unit)).getClass());
            assertSame(unit.getClass(), Configs.copy(unit).getClass());
        }
        assertSame(
                Unknown.class,
                Configs.read(ActivationFunction.class, Configs.write(new Unknown()))
                        .getClass());
    }

    @Test
    void recordsNameAClassAsKerasDoes() {
        assertEquals(
                "{\"module\":\"dev.cornet.config\",\"class_name\":\"Relu\",\"config\":{\"ceiling\":3.0},"
                        + "\"registered_name\":\"dev.cornet.config>UserClassesTest.Relu\"}",
                Json.text(Configs.write(new Relu())));
        assertEquals(
                "my_package>Twice",
                Configs.write(new Python()).get("registered_name").textValue());
        assertTrue(Configs.write(new dev.cornet.activations.Relu())
                .get("registered_name")
                .isNull());
    }

    /** Keras' three forms of a user's record, and the first one of Cornet. */
    @Test
    void aUsersRecordIsNeverOneOfTheLibrary() {
        String config = "\"config\":{}";
        for (String record : new String[] {
            "{\"module\":\"my_module\",\"class_name\":\"Elu\",\"registered_name\":\"my_package>Elu\"," + config + "}",
            "{\"module\":\"keras.activations\",\"class_name\":\"Elu\",\"registered_name\":\"my_package>Elu\"," + config
                    + "}",
            "{\"module\":\"my_module\",\"class_name\":\"Elu\",\"registered_name\":\"Elu\"," + config + "}",
            "{\"module\":\"my_module\",\"class_name\":\"Elu\",\"registered_name\":null," + config + "}",
            "{\"module\":null,\"class_name\":\"Elu\",\"registered_name\":\"Elu\"," + config + "}",
            "{\"class_name\":\"my_package>Elu\"," + config + "}",
            "{\"class_name\":\"Custom>Elu\"," + config + "}"
        }) {
            String message = refusal(record);
            assertTrue(message.contains("a class of whoever wrote the file, not one of the library"), message);
        }
    }

    @Test
    void aRecordOfTheLibraryIsNeverAUsers() {
        for (String record : new String[] {
            "{\"module\":\"keras.activations\",\"class_name\":\"Relu\",\"registered_name\":null,\"config\":{}}",
            "{\"class_name\":\"Relu\",\"config\":{}}",
            "\"relu\"",
            "\"Relu\""
        }) {
            assertInstanceOf(dev.cornet.activations.Relu.class, read(record), record);
        }
        assertThrows(
                ModelFormatException.class,
                () -> read("{\"module\":\"keras.activations\",\"class_name\":\"Twice\",\"config\":{}}"));
    }

    @Test
    void otherWritersNamesLeadToWhatIsRegistered() {
        assertInstanceOf(
                Python.class,
                read(
                        "{\"module\":\"m\",\"class_name\":\"Twice\",\"registered_name\":\"my_package>Twice\",\"config\":{}}"));
        assertInstanceOf(Python.class, read("{\"class_name\":\"my_package>Twice\",\"config\":{}}"));
        assertInstanceOf(
                Relu.class,
                read("{\"module\":\"m\",\"class_name\":\"Relu\",\"registered_name\":\"Custom>Relu\",\"config\":{}}"));
        assertInstanceOf(
                Relu.class,
                read("{\"module\":null,\"class_name\":\"Relu\",\"registered_name\":\"Relu\",\"config\":{}}"));
        String other = refusal(
                "{\"module\":\"m\",\"class_name\":\"Relu\",\"registered_name\":\"other_package>Relu\",\"config\":{}}");
        assertTrue(
                other.contains("Cornet.register(\"other_package>Relu\", MyClass.class)")
                        && other.contains("\"dev.cornet.config>UserClassesTest.Relu\""),
                other);
    }

    @Test
    void aPlainNameOfTwoIsRefused() {
        String message = assertThrows(OptionException.class, () -> Registry.find(ActivationFunction.class, "Twice"))
                .getMessage();
        assertTrue(
                message.contains("\"dev.cornet.config>UserClassesTest.First.Twice\"")
                        && message.contains("\"dev.cornet.config>UserClassesTest.Second.Twice\""),
                message);
        assertSame(
                Second.Twice.class,
                Registry.find(ActivationFunction.class, "dev.cornet.config>UserClassesTest.Second.Twice"));
    }

    @Test
    void aNameOfTheLibraryIsNotGivenToAUsersClass() {
        assertEquals("relu", Registry.nameOf(new dev.cornet.activations.Relu()));
        assertEquals("dev.cornet.config>UserClassesTest.Relu", Registry.nameOf(new Relu()));
    }

    /** A class of another family is not found. */
    @Test
    void theFamilyCounts() {
        ObjectNode record = Configs.write(new Relu());
        for (Class<? extends Configurable> family : java.util.List.of(Layer.class, Loss.class, Regularizer.class)) {
            assertThrows(ModelFormatException.class, () -> Configs.read(family, record));
        }
    }

    @Test
    void whatCouldNotBeReadIsNotWritten() {
        String message = assertThrows(OptionException.class, () -> Configs.write(new NoConstructor(2)))
                .getMessage();
        assertTrue(message.contains("NoConstructor needs a constructor without arguments"), message);
        String inner = assertThrows(OptionException.class, () -> Configs.write(new Inner()))
                .getMessage();
        assertTrue(inner.contains("declare it static"), inner);
        assertThrows(OptionException.class, () -> Configs.write(new Nothing() {}));
    }

    @Test
    void namesAreWholeOnes() {
        for (String name : new String[] {"Twice", ">Twice", "my_package>", ""}) {
            assertThrows(OptionException.class, () -> Cornet.register(name, Python.class), name);
        }
    }
}
