/**
 * What a user may configure: typed options with range, default and description, read from YAML files and the command
 * line, all checked before a job starts.
 */
package io.millrace.common.options;
