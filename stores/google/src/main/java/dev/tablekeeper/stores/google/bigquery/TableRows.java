package dev.tablekeeper.stores.google.bigquery;

import com.google.api.client.util.Data;
import com.google.api.services.bigquery.model.TableCell;
import com.google.api.services.bigquery.model.TableDataList;
import com.google.api.services.bigquery.model.TableRow;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FieldList;
import com.google.cloud.bigquery.FieldValue;
import com.google.cloud.bigquery.FieldValue.Attribute;
import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads a table's rows as they are, which costs nothing, as the library's own values. */
record TableRows(BigQueryClient client) {
    private static final int PAGE = 10_000;

    List<FieldValueList> read(TableId table, FieldList fields, int limit) {
        List<FieldValueList> rows = new ArrayList<>();
        String page = null;
        while (rows.size() < limit) {
            TableDataList list = client.rows(table, Math.min(PAGE, limit - rows.size()), page);
            if (list.getRows() != null) {
                list.getRows().forEach(row -> rows.add(row(fields, row)));
            }
            page = list.getPageToken();
            if (page == null) {
                break;
            }
        }
        return rows;
    }

    private static FieldValueList row(FieldList fields, TableRow row) {
        List<FieldValue> values = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            TableCell cell = row.getF().get(i);
            values.add(value(fields.get(i), cell.getV()));
        }
        return FieldValueList.of(values, fields);
    }

    private static FieldValue value(Field field, Object value) {
        if (value == null || Data.isNull(value)) {
            return FieldValue.of(Attribute.PRIMITIVE, null, true);
        }
        if (field.getMode() == Field.Mode.REPEATED) {
            List<FieldValue> elements = ((List<?>) value)
                    .stream().map(element -> one(field, inner(element, "v"))).toList();
            return FieldValue.of(Attribute.REPEATED, FieldValueList.of(elements), true);
        }
        return one(field, value);
    }

    private static FieldValue one(Field field, Object value) {
        FieldList subFields = field.getSubFields();
        if (value == null || Data.isNull(value) || subFields == null || subFields.isEmpty()) {
            return FieldValue.of(Attribute.PRIMITIVE, value == null || Data.isNull(value) ? null : value, true);
        }
        List<?> cells = (List<?>) inner(value, "f");
        List<FieldValue> values = new ArrayList<>();
        for (int i = 0; i < subFields.size(); i++) {
            values.add(value(subFields.get(i), inner(cells.get(i), "v")));
        }
        return FieldValue.of(Attribute.RECORD, FieldValueList.of(values, subFields), true);
    }

    private static Object inner(Object cell, String key) {
        return ((Map<?, ?>) cell).get(key);
    }
}
