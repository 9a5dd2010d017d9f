/**
 * The days on which Egypt's banks are closed, beside Friday and Saturday. Holidays of the lunar calendar are the
 * expected dates. The government fixes them days before, and may move others. The setting `bankHolidays` corrects
 * this table.
 */
export const BANK_HOLIDAYS: ReadonlySet<string> = new Set([
  // 2026
  '2026-01-07', // Coptic Christmas
  '2026-01-25', // Revolution and Police Day
  '2026-03-20', // Eid al-Fitr
  '2026-03-21',
  '2026-03-22',
  '2026-04-13', // Sham el-Nessim
  '2026-04-25', // Sinai Liberation Day
  '2026-05-01', // Labour Day
  '2026-05-26', // Day of Arafat
  '2026-05-27', // Eid al-Adha
  '2026-05-28',
  '2026-05-29',
  '2026-06-17', // Islamic New Year 1448
  '2026-06-30', // Revolution Day
  '2026-07-01', // Bank Holiday
  '2026-07-23', // Revolution Day
  '2026-08-26', // the Prophet’s birthday
  '2026-10-06', // Armed Forces Day
  // 2027
  '2027-01-07', // Coptic Christmas
  '2027-01-25', // Revolution and Police Day
  '2027-03-10', // Eid al-Fitr
  '2027-03-11',
  '2027-03-12',
  '2027-04-25', // Sinai Liberation Day
  '2027-05-01', // Labour Day
  '2027-05-03', // Sham el-Nessim
  '2027-05-15', // Day of Arafat
  '2027-05-16', // Eid al-Adha
  '2027-05-17',
  '2027-05-18',
  '2027-06-06', // Islamic New Year 1449
  '2027-06-30', // Revolution Day
  '2027-07-01', // Bank Holiday
  '2027-07-23', // Revolution Day
  '2027-08-15', // the Prophet’s birthday
  '2027-10-06', // Armed Forces Day
])
