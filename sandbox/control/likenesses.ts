/**
 * Limits of other orgs: `free` allows few requests a minute, `workforce` requires a second factor, `classic`
 * is on the Classic engine, `no-api-am` has no API Access Management, `read-only` has an administrator who may
 * only read.
 */
export const likenesses = ['free', 'workforce', 'classic', 'no-api-am', 'read-only'] as const;
export type Likeness = (typeof likenesses)[number];
