/** A post took longer than any should. That says as much of the machine as of the post, so it is no refusal: the post stays as it is and is tried again. */
export class TooSlowError extends Error {}
