/** The form of a name by which services are compared. */
export const nameKeyOf = (name: string): string => name.toLowerCase()
