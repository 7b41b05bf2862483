package dev.cornet.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArgumentsTest {
    @TempDir
    Path folder;

    private String refuse(String sample, String... arguments) throws Exception {
        return Programs.refuse(folder, "dev.cornet.samples." + sample, arguments)
                .strip();
    }

    @Test
    void namesTheOptionWhoseValueIsNoInteger() throws Exception {
        assertEquals("--minutes must be a whole number from 1 on, got x", refuse("MnistRecord", "--minutes", "x"));
        assertEquals("--minutes must be a whole number from 1 on, got 0", refuse("MnistRecord", "--minutes", "0"));
        assertEquals("--seed must be a whole number, got 1.5", refuse("MnistRecord", "--seed", "1.5"));
        assertEquals("--epochs must be a whole number from 1 on, got -3", refuse("MnistCnn", "--epochs", "-3"));
        assertEquals("--epochs must be a whole number from 1 on, got ten", refuse("MnistMlp", "--epochs", "ten"));
    }

    @Test
    void listsTheKnownOptionsForAnUnknownOne() throws Exception {
        assertEquals("The options are --data VALUE, --epochs VALUE; got --epoch 3", refuse("MnistCnn", "--epoch", "3"));
        assertEquals("The options are --data VALUE, --epochs VALUE; got --epochs", refuse("MnistCnn", "--epochs"));
    }
}
