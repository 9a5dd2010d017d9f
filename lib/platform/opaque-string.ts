/**
 * A password in the form in which it is hashed and compared: OpaqueString of RFC 8265. Every space of Unicode is the
 * plain one, and letters with marks are composed (NFC), so the same password from another keyboard or system is the
 * same. Case and width stay as typed, as the RFC wants it.
 */
export const opaqueString = (password: string): string => password.replace(/\p{Zs}/gu, ' ').normalize('NFC')
