package io.millrace.suite.broken.connectors;

import io.millrace.suite.broken.operators.OperatorUsesConnector;

public final class ConnectorUsesOperator {
    void use(OperatorUsesConnector operator) {
        operator.use(this);
    }
}
