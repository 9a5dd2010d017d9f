type Prepare = (password: string, options?: { readonly allowUnassigned?: boolean }) => string

declare const require: (name: string) => { readonly saslprep: Prepare }

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/

/**
 * Stands in for the driver's preparing of passwords (RFC 4013), which unpacks its tables as it is loaded:
 * a twentieth of a cold start. Printable ASCII stays as it is; only another password needs the tables.
 */
export const saslprep: Prepare = (password, options) =>
  PRINTABLE_ASCII.test(password) ? password : require('@mongodb-js/saslprep').saslprep(password, options)
