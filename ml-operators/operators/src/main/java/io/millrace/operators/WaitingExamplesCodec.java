package io.millrace.operators;

/** How examples and labels that wait for each other are written. */
public final class WaitingExamplesCodec extends WaitingCodec<Example> {
    private static final long serialVersionUID = 1L;

    public WaitingExamplesCodec() {
        super(new ExampleCodec());
    }
}
