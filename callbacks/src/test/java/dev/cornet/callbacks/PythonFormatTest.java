package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.OptionException;
import dev.cornet.testing.Golden;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Comparison with Python: numbers in file names are formatted the same, or refused where Python refuses them. */
class PythonFormatTest {
    private static String format(String kind, String value, String spec) {
        PythonFormatSpec format = PythonFormatSpec.of(spec);
        return switch (kind) {
            case "int" -> format.format(Long.parseLong(value));
            case "str" -> format.format(value);
            default ->
                format.format(
                        Double.parseDouble(value.replace("inf", "Infinity").replace("nan", "NaN")));
        };
    }

    @Test
    void formatsAsPython() {
        int refused = 0;
        for (JsonNode row : Golden.read("callbacks", "python_format").get("formats")) {
            String[] parts = row.asText().split("\t", -1);
            String actual;
            try {
                actual = format(parts[0], parts[1], parts[2]);
            } catch (IllegalArgumentException e) {
                actual = "!";
                refused++;
            }
            assertEquals(parts[3], actual, row.asText());
        }
        assertEquals(true, refused > 100, refused + " refused");
    }

    @Test
    void fillsFileNamesAsPython() {
        Golden golden = Golden.read("callbacks", "file_names");
        Map<String, Number> fields = new TreeMap<>();
        fields.put("epoch", golden.get("epoch").asLong());
        golden.get("logs")
                .fields()
                .forEachRemaining(log -> fields.put(log.getKey(), log.getValue().asDouble()));
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            for (JsonNode row : golden.get("names")) {
                FileNamePattern name =
                        new FileNamePattern("ModelCheckpoint", row.get(0).asText());
                if (row.get(1).isNull()) {
                    assertThrows(OptionException.class, () -> name.fill(fields), row.toString());
                } else {
                    assertEquals(row.get(1).asText(), name.fill(fields), row.toString());
                    name.check(false);
                }
            }
        } finally {
            Locale.setDefault(before);
        }
    }
}
