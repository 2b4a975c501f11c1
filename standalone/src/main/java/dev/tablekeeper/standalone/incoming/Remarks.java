package dev.tablekeeper.standalone.incoming;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warnings that are given once for each name, though what they are about is seen at every look. */
final class Remarks {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingFolder.class);
    private static final int MOST = 10_000;

    private final Set<String> made = new LinkedHashSet<>();

    /** Says it unless it was said of this name before; of the names that are remembered, the oldest are forgotten. */
    void once(String name, String remark) {
        if (!made.add(name + '\n' + remark)) {
            return;
        }
        if (made.size() > MOST) {
            Iterator<String> oldest = made.iterator();
            oldest.next();
            oldest.remove();
        }
        LOG.warn("{} {}", name, remark);
    }
}
