package io.millrace.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RootCauseTest {
    @Test
    void deepestCauseOfATraceIsNamed() {
        String trace = """
                org.apache.flink.client.program.ProgramInvocationException: The main method caused an error: x
                \tat org.apache.flink.client.Foo.bar(Foo.java:1)
                Caused by: java.util.concurrent.ExecutionException: a.b.Wrapped: y
                \tat x.Y.z(Y.java:3)
                Caused by: java.net.ConnectException: Connection refused
                \t... 12 more
                """;
        assertThat(RootCause.of(trace)).contains("ConnectException: Connection refused");
    }

    @Test
    void messageOfAnIllegalArgumentStandsForItself() {
        String trace = """
                Caused by: java.lang.IllegalArgumentException: window.slide must divide window.size: 7 s does not divide 60 s
                \tat x.Y.z(Y.java:3)
                """;
        assertThat(RootCause.of(trace)).contains("window.slide must divide window.size: 7 s does not divide 60 s");
    }

    @Test
    void messageOfAnExceptionOfMillraceStandsForItself() {
        assertThat(RootCause.of("io.millrace.common.OptionException: unknown key 'nope'\n\tat a.B.c(B.java)"))
                .contains("unknown key 'nope'");
    }

    @Test
    void classNamesThatWrappersRepeatAreDropped() {
        String trace =
                "Caused by: java.util.concurrent.CompletionException: java.lang.IllegalStateException: shut\n\tat a.B.c(B.java)";
        assertThat(RootCause.of(trace)).contains("IllegalStateException: shut");
    }

    @Test
    void messageOfSeveralLinesBecomesOne() {
        assertThat(RootCause.of("java.lang.IllegalArgumentException: first\nsecond\n\tat a.B.c(B.java)"))
                .contains("first second");
    }

    @Test
    void exceptionWithoutMessageIsNamed() {
        assertThat(RootCause.of("Caused by: java.lang.NullPointerException\n\tat a.B.c(B.java)"))
                .contains("NullPointerException");
    }

    @Test
    void textWithoutExceptionHasNoCause() {
        assertThat(RootCause.of("Job has been submitted with JobID 0a1b\n")).isEmpty();
        assertThat(RootCause.of("")).isEmpty();
    }
}
