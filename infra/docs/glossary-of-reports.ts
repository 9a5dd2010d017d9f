/** What the fields of the reports mean, beside their figures, which say it themselves: a part of the glossary. */
export const GLOSSARY_OF_REPORTS: Readonly<Record<string, string>> = {
  report: 'Which report it is',
  asOf: 'Up to when changes are counted',
  groupBy: 'What a row is: a day, a week from Sunday, a month, a service or a governorate',
  totals: 'The figures of everything',
  rows: 'The figures of each group',
  compare: 'The same of the days before, or of a year before, as it was asked for',
  governorate: 'A governorate of Egypt by ISO 3166-2, for example `EG-C` for Cairo',
  'getReport.from': 'The first day, in Cairo; by default 30 days before `to`',
  'getReport.to': 'The day after the last one, in Cairo; by default tomorrow. At most 400 days after `from`',
  'getReport.compare': 'With what to compare: as many days before, or the same days a year before',
  ...Object.fromEntries(
    ['Overview', 'Funnel', 'Liquidity', 'Quality', 'Cohorts', 'Supply', 'Money', 'Sla'].flatMap((name) => [
      [`Analytics${name}.from`, 'The first day, in Cairo'],
      [`Analytics${name}.to`, 'The day after the last one, in Cairo'],
    ]),
  ),
  'compare.from': 'The first day that it is compared with',
  'compare.to': 'The day after the last one that it is compared with',
  owesFees: 'Those who owe fees for jobs in cash now',
  activeThisMonth: 'Those who used the app in the present month of Cairo',
}
