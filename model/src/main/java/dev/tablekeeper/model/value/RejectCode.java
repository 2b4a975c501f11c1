package dev.tablekeeper.model.value;

/** Why a record was not accepted; the {@link #code()} is what users see and scripts hold on to. */
public enum RejectCode {
    MISSING_VALUE("missing-value"),
    NOT_AN_INTEGER("not-an-integer"),
    OUT_OF_RANGE("out-of-range"),
    NOT_A_NUMBER("not-a-number"),
    NOT_A_TIMESTAMP("not-a-timestamp"),
    NOT_A_DATETIME("not-a-datetime"),
    NOT_A_DATE("not-a-date"),
    NOT_A_TIME("not-a-time"),
    NOT_A_BOOLEAN("not-a-boolean"),
    NOT_BASE64("not-base64"),
    NOT_JSON("not-json"),
    NOT_A_GEOGRAPHY("not-a-geography"),
    TOO_LONG("too-long"),
    TOO_MANY_DIGITS("too-many-digits"),
    TOO_MANY_FIELDS("too-many-fields"),
    TOO_FEW_FIELDS("too-few-fields"),
    UNKNOWN_FIELD("unknown-field"),
    DUPLICATE_FIELD("duplicate-field"),
    WRONG_TYPE("wrong-type"),
    BAD_ENCODING("bad-encoding"),
    BAD_QUOTES("bad-quotes");

    private final String code;

    RejectCode(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
