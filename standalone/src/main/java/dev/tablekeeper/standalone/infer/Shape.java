package dev.tablekeeper.standalone.infer;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What a text seems to mean that loads do not take it for. */
enum Shape {
    DATE("\\d{1,2}([./-])\\d{1,2}\\1\\d{2}(\\d{2})?|\\d{4}([./])\\d{1,2}\\3\\d{1,2}"),
    DECIMAL_COMMA("-?\\d{1,3}(\\.\\d{3})*,\\d+|-?\\d+,\\d+"),
    OTHER(".*");

    private static final int LONGEST = 30;

    private final Pattern pattern;

    Shape(String pattern) {
        this.pattern = Pattern.compile(pattern, Pattern.DOTALL);
    }

    static Shape of(byte[] bytes, int from, int to) {
        if (to - from > LONGEST) {
            return OTHER;
        }
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        for (Shape shape : values()) {
            if (shape.pattern.matcher(text).matches()) {
                return shape;
            }
        }
        return OTHER;
    }
}
