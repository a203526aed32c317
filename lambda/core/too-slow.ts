/** A post took too long. Depends on the machine, so the post is retried, not refused. */
export class TooSlowError extends Error {}
