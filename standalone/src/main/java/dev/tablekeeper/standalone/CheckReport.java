package dev.tablekeeper.standalone;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tablekeeper.model.json.Json;
import dev.tablekeeper.stores.probe.Finding;
import dev.tablekeeper.stores.probe.Finding.Verdict;
import java.util.List;

/** What a check has found, for people and as JSON. */
public record CheckReport(List<Finding> findings) {
    private static final int VERDICT_WIDTH = 8;

    public CheckReport {
        findings = List.copyOf(findings);
    }

    /** How many things are missing; warnings are not. */
    public int missing() {
        return count(Verdict.MISSING);
    }

    public int warnings() {
        return count(Verdict.WARNING);
    }

    private int count(Verdict verdict) {
        return (int) findings.stream().filter(f -> f.verdict() == verdict).count();
    }

    public String json() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("ok", missing() == 0);
        ArrayNode checks = json.putArray("checks");
        for (Finding finding : findings) {
            checks.addObject()
                    .put("check", finding.what())
                    .put("state", finding.verdict().code())
                    .put("detail", finding.text());
        }
        return Json.write(json);
    }

    /** A line for each. */
    public List<String> lines() {
        return findings.stream().map(CheckReport::line).toList();
    }

    private static String line(Finding finding) {
        String verdict = finding.verdict().code();
        String text = String.join("; ", finding.text().lines().toList());
        return verdict + " ".repeat(VERDICT_WIDTH - verdict.length()) + finding.what() + ": " + text;
    }
}
