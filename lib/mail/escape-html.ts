/** Escapes what a person wrote (a name, for example), so that it is text in an e-mail and never markup. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
