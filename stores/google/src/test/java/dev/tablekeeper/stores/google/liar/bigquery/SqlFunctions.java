package dev.tablekeeper.stores.google.liar.bigquery;

import static dev.tablekeeper.stores.google.liar.bigquery.TableRef.quoted;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Translates calls of functions. */
record SqlFunctions(SqlExpressions expressions) {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("COUNT", "count"),
            Map.entry("COUNTIF", "count_if"),
            Map.entry("MIN", "min"),
            Map.entry("MAX", "max"),
            Map.entry("ANY_VALUE", "any_value"),
            Map.entry("BIT_XOR", "bit_xor"),
            Map.entry("LOGICAL_AND", "bool_and"),
            Map.entry("LOGICAL_OR", "bool_or"),
            Map.entry("IFNULL", "ifnull"),
            Map.entry("COALESCE", "coalesce"),
            Map.entry("NULLIF", "nullif"),
            Map.entry("GREATEST", "greatest"),
            Map.entry("LEAST", "least"),
            Map.entry("ABS", "abs"),
            Map.entry("LOWER", "lower"),
            Map.entry("UPPER", "upper"),
            Map.entry("STARTS_WITH", "starts_with"),
            Map.entry("ROW_NUMBER", "row_number"),
            Map.entry("RANK", "rank"),
            Map.entry("DENSE_RANK", "dense_rank"),
            Map.entry("LAG", "lag"),
            Map.entry("LEAD", "lead"),
            Map.entry("FIRST_VALUE", "first_value"),
            Map.entry("LAST_VALUE", "last_value"),
            Map.entry("ERROR", "error"),
            Map.entry("ARRAY", "array"),
            Map.entry("TIMESTAMP_MICROS", "make_timestamptz"),
            Map.entry("UNIX_MICROS", "epoch_us"),
            Map.entry("BYTE_LENGTH", "strlen"),
            Map.entry("ARRAY_TO_STRING", "bq_array_to_string"),
            Map.entry("FARM_FINGERPRINT", "bq_farm_fingerprint"),
            Map.entry("TO_BASE64", "base64"),
            Map.entry("FROM_BASE64", "from_base64"),
            Map.entry("TO_JSON_STRING", "bq_to_json_string"),
            Map.entry("ST_GEOGFROMTEXT", "bq_geography"),
            Map.entry("ST_ASTEXT", "bq_string"));
    private static final Set<String> PARTS = Set.of("YEAR", "QUARTER", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND");

    String call(String function, List<Token> words) {
        return switch (function) {
            case "CAST", "SAFE_CAST" -> cast(function.equals("CAST") ? "CAST" : "TRY_CAST", words);
            case "EXTRACT" -> extract(words);
            case "IF" -> {
                List<String> e = arguments(words, 3, function);
                yield "CASE WHEN " + e.get(0) + " THEN " + e.get(1) + " ELSE " + e.get(2) + " END";
            }
            case "STRUCT" -> struct(words);
            case "PARSE_JSON" -> parseJson(words);
            case "CURRENT_TIMESTAMP" -> {
                arguments(words, 0, function);
                yield "now()";
            }
            case "ARRAY_LENGTH" -> "len(" + arguments(words, 1, function).get(0) + ")";
            case "MOD" -> {
                List<String> e = arguments(words, 2, function);
                yield "CASE WHEN " + e.get(1) + " = 0 THEN error('division by zero: MOD') ELSE (" + e.get(0) + ") % ("
                        + e.get(1) + ") END";
            }
            case "SUM" -> sum(words);
            case "FORMAT" -> {
                List<String> e = arguments(words, 2, function);
                if (!e.get(0).strip().equals("'%.16e'")) {
                    throw ApiFailure.notPlayed("FORMAT " + e.get(0));
                }
                yield "bq_format_e(" + e.get(1) + ")";
            }
            case "TO_HEX" -> "lower(hex(" + arguments(words, 1, function).get(0) + "))";
            case "UNIX_DATE" -> "(" + arguments(words, 1, function).get(0) + " - DATE '1970-01-01')";
            case "TIME_DIFF", "DATETIME_DIFF" -> difference(words, function);
            case "CONCAT" -> arguments(words, -1, function).stream().collect(Collectors.joining(" || ", "(", ")"));
            default -> {
                String name = NAMES.get(function);
                if (name == null) {
                    throw ApiFailure.notPlayed("the function " + function);
                }
                yield name + "(" + expressions.sql(words) + ")";
            }
        };
    }

    /** Decimals of that size are no numbers to DuckDB, but whole ones add up in 128 bits. */
    private String sum(List<Token> words) {
        int end = words.size() - 1;
        boolean wide = words.get(0).word("CAST")
                && words.get(1).symbol("(")
                && words.get(end - 1).word("BIGNUMERIC")
                && SqlExpressions.closing(words, 1) == end;
        return wide
                ? "bq_bignumeric(sum(CAST(" + expressions.sql(words.subList(2, end - 2)) + " AS BIGINT)))"
                : "sum(" + expressions.sql(words) + ")";
    }

    private String difference(List<Token> words, String function) {
        List<String> e = arguments(words, 3, function);
        if (!words.get(words.size() - 1).word("MICROSECOND")) {
            throw ApiFailure.notPlayed(function + " in " + e.get(2));
        }
        return "(epoch_us(" + e.get(0) + ") - epoch_us(" + e.get(1) + "))";
    }

    private String cast(String cast, List<Token> words) {
        int as = last(words, "AS");
        String type = words.get(as + 1).text();
        String arguments =
                words.subList(as + 2, words.size()).stream().map(Token::text).collect(Collectors.joining());
        return SqlTypes.cast(cast, expressions.sql(words.subList(0, as)), type, arguments);
    }

    private static int last(List<Token> words, String word) {
        for (int i = words.size() - 2; i >= 0; i--) {
            if (words.get(i).word(word)) {
                return i;
            }
        }
        throw new ApiFailure("invalidQuery", "Syntax error: Expected keyword " + word);
    }

    private String extract(List<Token> words) {
        String part = words.get(0).text().toUpperCase(Locale.ROOT);
        if (!PARTS.contains(part) || !SqlExpressions.is(words, 1, "FROM")) {
            throw ApiFailure.notPlayed("EXTRACT(" + part + " …)");
        }
        return "extract(" + part + " FROM " + expressions.sql(words.subList(2, words.size())) + ")";
    }

    private String struct(List<Token> words) {
        List<String> members = new ArrayList<>();
        for (List<Token> member : split(words)) {
            int size = member.size();
            if (size > 2 && member.get(size - 2).word("AS")) {
                members.add(
                        quoted(member.get(size - 1).text()) + " := " + expressions.sql(member.subList(0, size - 2)));
            } else if (member.get(size - 1).identifier()
                    && (size == 1 || member.get(size - 2).symbol("."))) {
                members.add(quoted(member.get(size - 1).text()) + " := " + expressions.sql(member));
            } else {
                throw ApiFailure.notPlayed("a member of a STRUCT without a name");
            }
        }
        return "struct_pack(" + String.join(", ", members) + ")";
    }

    private String parseJson(List<Token> words) {
        List<List<Token>> arguments = split(words);
        boolean round = arguments.size() == 2
                && arguments.get(1).get(0).word("wide_number_mode")
                && arguments.get(1).get(1).symbol("=>");
        if (arguments.size() != 1 && !round) {
            throw ApiFailure.notPlayed("PARSE_JSON with " + arguments.size() + " arguments");
        }
        return "bq_parse_json(" + expressions.sql(arguments.get(0)) + ")";
    }

    /** @param count how many there have to be, -1 for any number */
    private List<String> arguments(List<Token> words, int count, String function) {
        List<String> arguments = split(words).stream().map(expressions::sql).toList();
        if (count >= 0 && arguments.size() != count) {
            throw new ApiFailure("invalidQuery", "No matching signature for function " + function);
        }
        return arguments;
    }

    private static List<List<Token>> split(List<Token> words) {
        List<List<Token>> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < words.size(); i++) {
            String symbol =
                    words.get(i).kind() == Token.Kind.SYMBOL ? words.get(i).text() : "";
            if (symbol.equals("(") || symbol.equals("[")) {
                depth++;
            } else if (symbol.equals(")") || symbol.equals("]")) {
                depth--;
            } else if (symbol.equals(",") && depth == 0) {
                parts.add(words.subList(start, i));
                start = i + 1;
            }
        }
        if (!words.isEmpty()) {
            parts.add(words.subList(start, words.size()));
        }
        return parts;
    }
}
