/**
 * Stands in for google-auth-library where a function only reads Firebase tokens: that takes Google's
 * public keys, and no access to anything of Google's. It spares 340 KB.
 */
function withoutGoogleAccess(): never {
  throw new Error('This function was bundled without access to Google: its needs only read tokens.')
}

export { withoutGoogleAccess as Compute, withoutGoogleAccess as GoogleAuth }
