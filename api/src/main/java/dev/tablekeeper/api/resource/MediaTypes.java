package dev.tablekeeper.api.resource;

import dev.tablekeeper.api.Refusal;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.QuotedQualityCSV;

/** What a request's body is, and what form of answer it asks for. */
final class MediaTypes {
    static final String JSON = "application/json";
    static final String CSV = "text/csv";

    private MediaTypes() {}

    /**
     * Which of these the body is.
     *
     * @throws Refusal 415 for any other
     */
    static String ofBody(Context ctx, List<String> taken) {
        String given = Optional.ofNullable(ctx.header("Content-Type")).orElse("");
        String type = MimeTypes.getContentTypeWithoutCharset(given)
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
        if (taken.contains(type)) {
            return type;
        }
        throw Refusal.unsupported(
                (given.isEmpty() ? "The request has no Content-Type" : "The body's Content-Type is '" + given + "'")
                        + "; this route takes " + String.join(" or ", taken) + ".",
                "Accept-Post",
                String.join(", ", taken));
    }

    /** @throws Refusal 415 for a content coding that is not among these */
    static void checkCoding(Context ctx, List<String> taken) {
        String coding = Optional.ofNullable(ctx.header("Content-Encoding"))
                .orElse("identity")
                .strip()
                .toLowerCase(Locale.ROOT);
        if (!coding.equals("identity") && !taken.contains(coding)) {
            throw Refusal.unsupported(
                    "The body's Content-Encoding is '" + coding + "'; this body is taken as it is"
                            + (taken.isEmpty() ? "." : " or as " + String.join(", ", taken) + "."),
                    "Accept-Encoding",
                    taken.isEmpty() ? "identity" : String.join(", ", taken));
        }
    }

    /** The character set that the body's content type names. */
    static Optional<String> charset(Context ctx) {
        return Optional.ofNullable(ctx.header("Content-Type")).map(MimeTypes::getCharsetFromContentType);
    }

    /** The length that was announced, or -1. */
    static long contentLength(Context ctx) {
        String length = ctx.header("Content-Length");
        return length == null ? -1 : Long.parseLong(length.strip());
    }

    /**
     * Whether rows are asked for as CSV, not as JSON.
     *
     * @throws Refusal 406 where neither will do
     */
    static boolean wantsCsv(Context ctx) {
        String accept = ctx.header("Accept");
        if (accept == null || accept.isBlank()) {
            return false;
        }
        QuotedQualityCSV ranges = new QuotedQualityCSV(QuotedQualityCSV.MOST_SPECIFIC_MIME_ORDERING);
        ranges.addValue(accept.toLowerCase(Locale.ROOT));
        for (String range : ranges.getValues()) {
            String type = range.split(";", 2)[0].strip();
            if (type.equals(JSON) || type.equals("*/*") || type.equals("application/*")) {
                return false;
            }
            if (type.equals(CSV) || type.equals("text/*")) {
                return true;
            }
        }
        throw Refusal.notAcceptable("Rows come as " + JSON + " or " + CSV + "; Accept asks for '" + accept + "'.");
    }
}
