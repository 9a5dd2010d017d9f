const [QUOTE, BACKSLASH, COMMA, COLON, SPACE] = [34, 92, 44, 58, 32]
const OPENING: ReadonlySet<number> = new Set([91, 123]) // [ {
const CLOSING: ReadonlySet<number> = new Set([93, 125]) // ] }

/** Finds where one JSON value ends, over as many chunks of text as it takes. What is inside it is not looked at. */
export class ValueCutter {
  text = ''
  isWhole = false
  #depth = 0
  #isInString = false
  #isEscaped = false

  /** Takes what belongs to the value from a chunk, and says where the rest of the chunk begins. */
  take(chunk: string, from: number): number {
    let at = from
    while (at < chunk.length && !this.isWhole) {
      const code = chunk.charCodeAt(at)
      if (this.#isInString) this.#takeOfString(code)
      else if (this.#depth === 0 && endsWord(code)) {
        this.isWhole = true // and the sign after a number or a word is not its own
        break
      } else this.#takeSign(code)
      at += 1
    }
    this.text += chunk.slice(from, at)
    return at
  }

  #takeOfString(code: number): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (code === BACKSLASH) this.#isEscaped = true
    else if (code === QUOTE) {
      this.#isInString = false
      this.isWhole = this.#depth === 0
    }
  }

  #takeSign(code: number): void {
    if (code === QUOTE) this.#isInString = true
    else if (OPENING.has(code)) this.#depth += 1
    else if (CLOSING.has(code)) {
      this.#depth -= 1
      this.isWhole = this.#depth === 0
    }
  }
}

const endsWord = (code: number): boolean =>
  code <= SPACE || code === COMMA || code === COLON || CLOSING.has(code)
