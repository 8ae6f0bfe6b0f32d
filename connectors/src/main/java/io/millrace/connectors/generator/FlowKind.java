package io.millrace.connectors.generator;

/** What became of a flow on its way. */
public enum FlowKind {
    /** Sent when it happened. */
    PUNCTUAL,
    /** Sent later than it happened, by no more than the disorder that was asked for. */
    DISORDERED,
    /** Sent later than the disorder that was asked for allows. */
    LATE,
    /** Sent when it happened, but damaged: no decoder takes it. */
    MALFORMED,
    /** Never sent: its device was cut off. Its sequence number is missing. */
    LOST
}
