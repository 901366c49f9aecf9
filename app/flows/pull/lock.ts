/** One at a time asks a connection's partner for events, and sees to its webhook. */
export const PULL_LOCK = 7304;
