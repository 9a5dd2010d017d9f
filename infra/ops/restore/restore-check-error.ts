/** A check of a restored database failed: it gets no traffic. */
export class RestoreCheckError extends Error {}
