package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.OptionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeCallSizeTest {
    private static final String SETTING = "cornet.gemm";

    private final String before = System.getProperty(SETTING, "");

    @AfterEach
    void restoreTheProperty() {
        System.setProperty(SETTING, before); // blank counts as not set
    }

    @ParameterizedTest
    @CsvSource({"packed, LARGE, false", "unpacked, SMALL, true"})
    void isChosenByTheSystemProperty(String value, NativeCallSize expected, boolean isNeverPacked) {
        System.setProperty(SETTING, value);
        assertEquals(expected, NativeCallSize.ofMachine());
        assertEquals(isNeverPacked, NativeCallSize.isNeverPacked());
    }

    @Test
    void refusesOtherValues() {
        System.setProperty(SETTING, "fast");
        assertEquals(
                "the system property cornet.gemm must be one of [packed, unpacked], got \"fast\"",
                assertThrows(OptionException.class, NativeCallSize::ofMachine).getMessage());
    }
}
