package dev.cornet.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cornet.exceptions.ModelFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** JSON parsing and writing. The parser enforces {@link Limits} and refuses duplicate keys. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Limits.JSON_DEPTH)
                            .maxNameLength(Limits.NAME_LENGTH)
                            .maxStringLength(Limits.JSON_BYTES)
                            .maxTokenCount(Limits.JSON_TOKENS)
                            .maxNumberLength(100)
                            .build())
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** Parses a text; throws a {@link ModelFormatException} whose message begins with {@code where}. */
    public static JsonNode parse(String text, String where) {
        if (text.length() > Limits.JSON_BYTES) {
            throw tooLong(where);
        }
        return parse(text.getBytes(StandardCharsets.UTF_8), where);
    }

    /** Parses a text in UTF-8. */
    public static JsonNode parse(byte[] text, String where) {
        if (text.length > Limits.JSON_BYTES) {
            throw tooLong(where);
        }
        try {
            JsonNode tree = MAPPER.readTree(text);
            if (tree == null || tree.isMissingNode()) {
                throw new ModelFormatException(where + ": the JSON text is empty");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(where + ": no valid JSON: " + reason(e) + location(e), e);
        } catch (IOException | RuntimeException e) {
            if (e instanceof ModelFormatException known) {
                throw known;
            }
            throw new ModelFormatException(where + ": no valid JSON: " + e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw new ModelFormatException(where + ": the JSON text needs more memory than Java has (-Xmx)", e);
        }
    }

    /** The text of a tree on one line; numbers have the shortest form that parses to the same value. */
    public static String text(JsonNode tree) {
        return write(tree, false);
    }

    /** The text of a tree, indented for human readers. */
    public static String pretty(JsonNode tree) {
        return write(tree, true);
    }

    private static String write(JsonNode tree, boolean pretty) {
        try {
            return (pretty ? MAPPER.writerWithDefaultPrettyPrinter() : MAPPER.writer()).writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    /** What is wrong with the text, without the names of the parser's classes. */
    private static String reason(JsonProcessingException e) {
        if (e instanceof JsonEOFException) {
            return "it ends too early";
        }
        return e instanceof MismatchedInputException
                ? "there is more text after its end"
                : e.getOriginalMessage().replaceAll(", from `[^`]*`", "");
    }

    private static String location(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    private static ModelFormatException tooLong(String where) {
        return new ModelFormatException(
                where + ": the JSON text is longer than the " + Limits.JSON_BYTES + " bytes allowed");
    }
}
