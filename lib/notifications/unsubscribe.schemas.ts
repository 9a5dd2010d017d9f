import * as z from 'zod'

/**
 * The query of an unsubscribe link. Mail programs cut and wrap links: whatever is no token and no language is read as
 * none, so that its reader gets a page that helps, and not a list of what is wrong with the query.
 */
export const unsubscribeLink = z.object({
  token: z.string().catch('').meta({ description: 'The token in the link of an e-mail' }),
  lang: z
    .enum(['ar', 'en'])
    .optional()
    .catch(undefined)
    .meta({ description: 'The language of the page: that of the e-mail' }),
})
