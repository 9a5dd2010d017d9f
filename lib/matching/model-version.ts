/** The features and priors of this code. Learned weights add their own number. */
export const MODEL_VERSION = '2026-11-26.2'
