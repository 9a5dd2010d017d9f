/** The figures that answers may name, as `{feeRate}`; `figures.ts` renders them. */
const FIGURE_NAMES = [
  'feeRate',
  'confirmHours',
  'unpaidHours',
  'disputeDays',
  'disputeHours',
  'noShowHours',
  'openJobDays',
  'quoteDays',
  'clearingHours',
  'payoutDays',
  'visitFeeRate',
  'visitFeeMost',
  'depositRate',
  'depositLeast',
  'feeDebtMost',
  'feeDebtDays',
  'openInvitationsPerJob',
  'quotesPerDay',
  'failedLogins',
  'failedLoginsWait',
  'reviewDays',
  'appealHours',
  'disputeAnswerHours',
  'deletionDays',
  'resetMinutes',
] as const

export type FigureName = (typeof FIGURE_NAMES)[number]

export const PLACEHOLDER = /\{(\w+)\}/g

export const isFigureName = (name: string): name is FigureName =>
  (FIGURE_NAMES as readonly string[]).includes(name)

/** Whether every placeholder of a text is a figure that we have. */
export const namesKnownFigures = (text: string): boolean =>
  [...text.matchAll(PLACEHOLDER)].every(([, name = '']) => isFigureName(name))
