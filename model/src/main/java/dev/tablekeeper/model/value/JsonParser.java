package dev.tablekeeper.model.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.tablekeeper.model.row.ColumnVector;
import dev.tablekeeper.model.table.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * JSON: one value as RFC 8259 has it, kept as its text. Refused are also what a warehouse would quietly lose or choke
 * on: a field named twice in an object, half a surrogate pair, nesting deeper than the 500 levels that BigQuery takes.
 */
final class JsonParser extends ColumnParser {
    private static final JsonFactory FACTORY = JsonText.factory(500, true);

    /** The parser's remark about a source it does not show. */
    private static final Pattern MARKER = Pattern.compile(" \\(start marker at \\[.*?]\\)");

    JsonParser(Column column) {
        super(column);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, ColumnVector out, int row) {
        if (Utf8.firstFault(bytes, from, to) >= 0 || fault(bytes, from, to).isPresent()) {
            return false;
        }
        out.setBytes(row, Arrays.copyOfRange(bytes, from, to));
        return true;
    }

    private static Optional<String> fault(byte[] bytes, int from, int to) {
        if (to > from && bytes[from] == (byte) 0xef) {
            return Optional.of("it begins with a byte order mark");
        }
        try (com.fasterxml.jackson.core.JsonParser json = FACTORY.createParser(bytes, from, to - from)) {
            if (json.nextToken() == null) {
                return Optional.of("there is no value; the JSON null is written null");
            }
            int depth = 0;
            do {
                JsonToken token = json.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                boolean text = token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME;
                if (text && JsonText.halfSurrogate(json.getText())) {
                    return Optional.of("a text in it holds half a surrogate pair (\\ud800 to \\udfff alone)");
                }
                json.nextToken();
            } while (depth > 0);
            return json.currentToken() == null
                    ? Optional.empty()
                    : Optional.of("more follows after the value, at byte "
                            + (json.currentTokenLocation().getByteOffset() + 1));
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
            String message =
                    Quoted.escaped(MARKER.matcher(e.getOriginalMessage()).replaceAll(""));
            return Optional.of(message + (at < 0 ? "" : ", at byte " + (at + 1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    boolean keepsWhiteSpace() {
        return true;
    }

    @Override
    Refusal refusal(byte[] bytes, int from, int to) {
        int bad = Utf8.firstFault(bytes, from, to);
        return bad >= 0
                ? StringParser.badText(bytes, from, bad)
                : new Refusal(
                        RejectCode.NOT_JSON,
                        "is not JSON: " + fault(bytes, from, to).orElseThrow());
    }
}
