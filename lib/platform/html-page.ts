/** A response that is a page for a browser, from a route with `alsoHtml`. */
export class HtmlPage {
  readonly html: string

  constructor(html: string) {
    this.html = html
  }
}

/** Whether an `Accept` header asks for a page and not for JSON. */
export const wantsHtml = (accept: string | undefined): boolean =>
  /(^|,)\s*text\/html\s*(;|,|$)/i.test(accept ?? '') &&
  !/(^|,)\s*application\/json\s*(;|,|$)/i.test(accept ?? '')
