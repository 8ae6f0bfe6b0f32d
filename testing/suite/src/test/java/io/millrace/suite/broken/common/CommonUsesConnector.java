package io.millrace.suite.broken.common;

import io.millrace.suite.broken.connectors.ConnectorUsesOperator;

final class CommonUsesConnector {
    final ConnectorUsesOperator connector = new ConnectorUsesOperator();
}
