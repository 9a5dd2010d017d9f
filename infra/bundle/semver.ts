/**
 * Stands in for `semver` in every bundle. Only jsonwebtoken asks it, three times, whether this Node is
 * younger than version 6, 15 and 16; a test asks the real one and checks that nobody else does.
 */
export const satisfies = (): boolean => true
