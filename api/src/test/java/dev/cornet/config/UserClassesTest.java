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

/** Users' classes with the same simple names as classes of the library or of other users. */
class UserClassesTest {
    /** Computes the identity. */
    public abstract static class IdentityActivation extends ActivationFunction {
        @Override
        public Output forward(Tensor x, Pass pass) {
            return new Output(x, (dy, grads) -> dy);
        }
    }

    /** Has the simple name of a class of the library. */
    public static final class Relu extends IdentityActivation {
        @Option
        private double ceiling = 3;
    }

    /** Contains the first of two classes with the same simple name. */
    static final class First {
        public static final class Twice extends IdentityActivation {}
    }

    static final class Second {
        public static final class Twice extends IdentityActivation {}
    }

    /** Registered under the name that a Python class has. */
    public static final class NamedInPython extends IdentityActivation {}

    /** Not registered. */
    public static final class NotRegistered extends IdentityActivation {}

    /** Has no constructor without arguments, so it cannot be read. */
    public static final class NoConstructor extends IdentityActivation {
        @Option
        private final double factor;

        NoConstructor(double factor) {
            this.factor = factor;
        }
    }

    /** An inner class, whose instances need an outer object. */
    final class Inner extends IdentityActivation {}

    @BeforeAll
    static void register() {
        Cornet.register(Relu.class);
        Cornet.register(First.Twice.class);
        Cornet.register(Second.Twice.class);
        Cornet.register("my_package>Twice", NamedInPython.class);
    }

    private static ActivationFunction read(String json) {
        return Configs.read(ActivationFunction.class, Json.parse(json, "test"));
    }

    private static String refusal(String json) {
        return assertThrows(ModelFormatException.class, () -> read(json)).getMessage();
    }

    @Test
    void aClassIsReadAsItself() {
        for (ActivationFunction activation : new ActivationFunction[] {
            new Relu(), new dev.cornet.activations.Relu(), new First.Twice(), new Second.Twice(), new NamedInPython()
        }) {
            assertSame(
                    activation.getClass(),
                    Configs.read(ActivationFunction.class, Configs.write(activation))
                            .getClass());
            assertSame(activation.getClass(), Configs.copy(activation).getClass());
        }
        assertSame(
                NotRegistered.class,
                Configs.read(ActivationFunction.class, Configs.write(new NotRegistered()))
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
                Configs.write(new NamedInPython()).get("registered_name").textValue());
        assertTrue(Configs.write(new dev.cornet.activations.Relu())
                .get("registered_name")
                .isNull());
    }

    /** The records of users' classes as Keras writes them, and as Cornet's format 1 did. */
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
    void recordsOfOtherProgramsResolveToRegisteredClasses() {
        assertInstanceOf(
                NamedInPython.class,
                read(
                        "{\"module\":\"m\",\"class_name\":\"Twice\",\"registered_name\":\"my_package>Twice\",\"config\":{}}"));
        assertInstanceOf(NamedInPython.class, read("{\"class_name\":\"my_package>Twice\",\"config\":{}}"));
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
    void aSimpleNameOfTwoClassesIsRefused() {
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
    void aUsersClassIsNeverWrittenUnderALibraryName() {
        assertEquals("relu", Registry.nameOf(new dev.cornet.activations.Relu()));
        assertEquals("dev.cornet.config>UserClassesTest.Relu", Registry.nameOf(new Relu()));
    }

    @Test
    void aClassOfAnotherFamilyIsNotFound() {
        ObjectNode record = Configs.write(new Relu());
        for (Class<? extends Configurable> family : java.util.List.of(Layer.class, Loss.class, Regularizer.class)) {
            assertThrows(ModelFormatException.class, () -> Configs.read(family, record));
        }
    }

    @Test
    void classesThatCouldNotBeReadAreNotWritten() {
        String message = assertThrows(OptionException.class, () -> Configs.write(new NoConstructor(2)))
                .getMessage();
        assertTrue(message.contains("NoConstructor needs a constructor without arguments"), message);
        String inner = assertThrows(OptionException.class, () -> Configs.write(new Inner()))
                .getMessage();
        assertTrue(inner.contains("declare it static"), inner);
        assertThrows(OptionException.class, () -> Configs.write(new IdentityActivation() {}));
    }

    @Test
    void registeredNamesNeedPackageAndName() {
        for (String name : new String[] {"Twice", ">Twice", "my_package>", ""}) {
            assertThrows(OptionException.class, () -> Cornet.register(name, NamedInPython.class), name);
        }
    }
}
