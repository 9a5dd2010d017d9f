import { describe, expect, it } from 'vitest'
import { routes } from '#functions/routes.ts'
import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { answerSchemaOf } from '#lib/lambda/http/define-route.ts'
import { messageView } from '#lib/platform/api-schemas.ts'
import { resetScene, sampleOf, send, theDemoScene } from '#lib/testing/samples.ts'

theDemoScene()

const withSentence = routes
  .filter((route) => answerSchemaOf(route) === messageView)
  .map((route) => [`${route.method} ${route.path}`, route] as const)

describe('the sentence of a success', () => {
  it.each(withSentence)('of %s is in the language that the request asks for', async (_path, route) => {
    const said: string[] = []
    for (const language of ['ar', 'en']) {
      await resetScene()
      const event = await sampleOf(route)
      const { lang: _, ...query } = event.queryStringParameters ?? {}
      const asked = { ...event, queryStringParameters: query }
      const { text } = await send(route, {
        ...asked,
        headers: { ...event.headers, 'accept-language': language },
      })
      said.push((JSON.parse(text) as { message: string }).message)
    }
    expect(said[0]).toMatch(/^[\p{Script=Arabic}\p{M}\p{Nd}\s.،]+$/u)
    expect(said[1]).toMatch(/^[A-Z][a-z]/)
  })

  it('and the label of a payout account are', async () => {
    const event = await sampleOf(walletRoutes.listPayoutAccounts)
    const { text } = await send(walletRoutes.listPayoutAccounts, {
      ...event,
      headers: { ...event.headers, 'accept-language': 'ar' },
    })
    const { data } = JSON.parse(text) as { data: { label: string }[] }
    expect(data.map(({ label }) => label)).toContain('حساب بنكي •••• 0002')
  })
})
