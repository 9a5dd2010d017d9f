import type { Page } from 'playwright-core'

/**
 * What does not fit on a page at its present width: elements that stand out of the window, a page that scrolls sideways,
 * text that is cut off, and buttons, links of menus or labels that need a second line.
 */
export async function layoutFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`(() => {
    const faults = []
    const width = document.documentElement.clientWidth
    const named = (element) => element.tagName.toLowerCase() + ' "' + element.textContent.trim().slice(0, 40) + '"'
    const linesOf = (element) => {
      const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
      const tops = []
      while (texts.nextNode()) {
        const range = document.createRange()
        range.selectNodeContents(texts.currentNode)
        for (const { width, top, bottom } of range.getClientRects()) if (width > 0) tops.push({ top, bottom })
      }
      tops.sort((one, other) => one.top - other.top)
      return tops.filter(({ top }, i) => i === 0 || top >= tops[i - 1].bottom - 1).length
    }
    if (document.documentElement.scrollWidth > width) faults.push('the page scrolls sideways')
    for (const element of document.querySelectorAll('body *')) {
      const { left, right, width: own } = element.getBoundingClientRect()
      if (own === 0) continue
      if (left < -0.5 || right > width + 0.5) faults.push(named(element) + ' stands out of the window')
      const isBox = getComputedStyle(element).display !== 'inline'
      if (isBox && element.scrollWidth > element.clientWidth + 1) faults.push(named(element) + ' is cut')
      if (!element.matches('button, nav a, .tag, h1')) continue
      if (linesOf(element) > 1) faults.push(named(element) + ' needs more than one line')
    }
    return [...new Set(faults)]
  })()`)
}
