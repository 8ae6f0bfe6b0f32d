package io.millrace.local.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class ExampleCommandTest {
    private final StringWriter err = new StringWriter();

    private String refusal(String... arguments) {
        int exit = new CommandLine(new ExampleCommand())
                .setErr(new PrintWriter(err, true))
                .setParameterExceptionHandler((e, args) -> {
                    err.write(String.valueOf(e.getMessage()));
                    return CommandLine.ExitCode.USAGE;
                })
                .execute(arguments);
        assertThat(exit).isEqualTo(2);
        return err.toString();
    }

    @Test
    void anUnknownNameIsRefusedWithTheNearest() {
        assertThat(refusal("phising"))
                .isEqualTo("there is no example \"phising\"; there are house-prices, electricity, intrusion, phishing;"
                        + " the nearest is phishing");
    }

    @Test
    void aNameIsNeeded() {
        assertThat(refusal()).contains("NAME");
    }

    @Test
    void tooFewRowsAreRefused() {
        assertThat(refusal("phishing", "--rows", "99")).isEqualTo("--rows must be at least 100: 99");
    }

    @Test
    void aNegativeRateIsRefused() {
        assertThat(refusal("phishing", "--rate", "-1")).isEqualTo("--rate must be at least 0: -1");
    }

    @Test
    void aFolderThatIsNotThereIsRefused() {
        assertThat(refusal("phishing", "--data", "/no/such/folder"))
                .isEqualTo("--data: no such folder: /no/such/folder");
    }
}
