package dev.tablekeeper.model.workflow;

/**
 * Why a job failed, as users see it.
 *
 * @param type {@code urn:tablekeeper:<code>}
 * @param retryable whether doing the same again may succeed without mending anything
 */
public record JobError(String type, String title, String detail, boolean retryable) {

    public static JobError of(FailureType type, String detail) {
        return new JobError(type.urn(), type.title(), detail, type.remedy() != FailureType.Remedy.MEND);
    }
}
