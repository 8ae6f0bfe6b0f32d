package io.millrace.common.job;

/** A second sink to choose. */
public final class OtherMemoryConnector extends MemoryConnector {
    public OtherMemoryConnector() {
        super("other");
    }
}
