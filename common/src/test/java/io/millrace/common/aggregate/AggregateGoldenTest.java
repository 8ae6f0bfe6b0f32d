package io.millrace.common.aggregate;

import static io.millrace.common.aggregate.Same.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** State of version 1, as it was written once, stays readable; {@link #main} wrote it. */
class AggregateGoldenTest {
    private static final String FOLDER = "/golden/aggregates/";

    static Stream<AggregateCase> all() {
        return AggregateCase.all();
    }

    /**
     * Writes the files of cases that have none into a folder; never changes one that is there. Run once for a new
     * aggregate, with {@code common/src/test/resources/golden/aggregates} for the folder.
     */
    public static void main(String[] folder) throws IOException {
        for (AggregateCase each : AggregateCase.all().toList()) {
            Path file = Path.of(folder[0], each.name() + "-v1.bin");
            if (!Files.exists(file)) {
                Files.write(file, each.bytes(each.accumulate(Reading.fixed())));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void versionOneIsRead(AggregateCase of) throws IOException {
        byte[] golden;
        try (InputStream file = AggregateGoldenTest.class.getResourceAsStream(FOLDER + of.name() + "-v1.bin")) {
            golden = Objects.requireNonNull(file, of.name()).readAllBytes();
        }
        Object read = of.read(golden);
        assertThat(of.bytes(read)).hasSameSizeAs(golden);
        if (of.name().equals("quantiles-random")) {
            double[] found = (double[]) of.aggregate().result(read);
            assertThat(found[0])
                    .isEqualTo(Reading.fixed().stream()
                            .mapToDouble(Reading::x)
                            .filter(x -> !Double.isNaN(x))
                            .min()
                            .orElseThrow());
        }
        if (of.random()) {
            return;
        }
        // A HyperLogLog sketch writes the same in another order.
        if (!of.name().contains("sketched")) {
            assertThat(of.bytes(read)).isEqualTo(golden);
        }
        assertSame(of.aggregate().result(read), of.aggregate().result(of.accumulate(Reading.fixed())), 0);
    }
}
