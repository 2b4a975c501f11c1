package dev.tablekeeper.model.json;

import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;

/** How workflow inputs and results become payloads: the project's JSON, so that a mistyped field is an error. */
public final class WorkflowJson {
    private WorkflowJson() {}

    public static DataConverter dataConverter() {
        return DefaultDataConverter.newDefaultInstance()
                .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(Json.MAPPER));
    }
}
