package io.millrace.connectors.tcp;

/** What it means that the peer closes a connection cleanly. */
public enum EndOfFeed {
    /** An interruption: the connection is made again. */
    RECONNECT,
    /** The end of that feed; when every feed has ended, so does the source. */
    FINISH
}
