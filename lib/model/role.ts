export const ROLES = ['Client', 'Craftsman', 'Admin', 'Moderator'] as const

export type Role = (typeof ROLES)[number]

/** The roles with which anybody can register. Only an admin can give the others. */
export const OPEN_ROLES = ['Client', 'Craftsman'] as const

export const STAFF = ['Moderator', 'Admin'] as const satisfies readonly Role[]

export const isStaff = (role: Role): boolean => role === 'Moderator' || role === 'Admin'
