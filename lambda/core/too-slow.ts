/** Depends on the machine: the post is retried, not refused. */
export class TooSlowError extends Error {}
