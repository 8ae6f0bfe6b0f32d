package io.millrace.learners.auto;

/**
 * How much of the predictions a member carries.
 *
 * @param member its name
 * @param share 0 to 1; those of all members add up to 1
 */
public record MemberShare(String member, double share) {}
