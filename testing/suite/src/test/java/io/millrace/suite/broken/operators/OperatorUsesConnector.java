package io.millrace.suite.broken.operators;

import io.millrace.suite.broken.connectors.ConnectorUsesOperator;

public final class OperatorUsesConnector {
    public void use(ConnectorUsesOperator connector) {}
}
