package io.millrace.connectors.tcp;

import io.millrace.common.codec.WireFormat;
import io.millrace.common.connect.SourceConnector;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.options.Durations;
import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.connector.source.Source;

/**
 * Source {@code tcp}: newline-delimited records from one or several addresses, at most once; see {@code docs/tcp.md}.
 */
public final class TcpSourceConnector implements SourceConnector {
    @Override
    public String type() {
        return "tcp";
    }

    @Override
    public WireFormat defaultFormat() {
        return WireFormat.TEXT;
    }

    @Override
    public List<Option<?>> options(String prefix) {
        return new TcpOptions(prefix).all();
    }

    @Override
    public void validate(Settings settings, String prefix) {
        TcpOptions options = new TcpOptions(prefix);
        addresses(settings, options);
        Duration initial = settings.get(options.initialDelay);
        Duration max = settings.get(options.maxDelay);
        if (initial.compareTo(max) > 0) {
            throw OptionException.conflict(options.initialDelay.key() + " must not be longer than "
                    + options.maxDelay.key() + ": " + Durations.format(initial) + " is longer than "
                    + Durations.format(max));
        }
        settings(settings, options);
    }

    /** Does nothing: a feed may start after the job, and may be reachable from the cluster alone. */
    @Override
    public void preflight(Settings settings, String prefix) {}

    @Override
    public <T> Source<Decoded<T>, ?, ?> create(Settings settings, String prefix, RecordEdge<T> edge) {
        TcpOptions options = new TcpOptions(prefix);
        return new TcpSource<>(addresses(settings, options), settings(settings, options), edge);
    }

    private static TcpSettings settings(Settings settings, TcpOptions options) {
        return new TcpSettings(
                settings.get(options.connectTimeout),
                settings.find(options.readTimeout).orElse(null),
                settings.get(options.endOfFeed),
                new TcpSettings.Reconnect(
                        settings.get(options.initialDelay),
                        settings.get(options.maxDelay),
                        settings.get(options.giveUpAfter)),
                (int) settings.get(options.maxLineLength).getBytes(),
                (int) settings.get(options.bufferSize).getBytes());
    }

    private static List<TcpAddress> addresses(Settings settings, TcpOptions options) {
        Optional<List<String>> listed = settings.find(options.addresses).filter(list -> !list.isEmpty());
        Optional<String> host = settings.find(options.host);
        Optional<Integer> port = settings.find(options.port);
        if (listed.isPresent() == (host.isPresent() || port.isPresent()) || host.isPresent() != port.isPresent()) {
            throw OptionException.conflict("either " + options.addresses.key() + ", or both " + options.host.key()
                    + " and " + options.port.key() + " must be set");
        }
        if (host.isPresent() && port.isPresent()) {
            return List.of(new TcpAddress(host.get(), port.get()));
        }
        return parsed(listed.orElse(List.of()), options.addresses);
    }

    private static List<TcpAddress> parsed(List<String> texts, Option<List<String>> option) {
        List<TcpAddress> addresses = new ArrayList<>();
        Set<TcpAddress> seen = new HashSet<>();
        for (String text : texts) {
            try {
                TcpAddress address = TcpAddress.parse(text);
                if (!seen.add(address)) {
                    throw OptionException.notAllowed(option, text, "each address once");
                }
                addresses.add(address);
            } catch (OptionException e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw OptionException.notAllowed(option, text, TcpAddress.FORM);
            }
        }
        return addresses;
    }
}
