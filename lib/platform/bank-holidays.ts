/**
 * The days on which Egypt's banks are closed, beside Friday and Saturday, at their expected dates. The government fixes
 * them days before, and may move them; the setting `bankHolidays` corrects this table. A test fails when less than a
 * year of it is left.
 *
 * Sources: the Central Bank of Egypt announces each one (cbe.org.eg, news; 1 January and 1 July close the banks' fiscal
 * years). Days of the lunar calendar are those of Umm al-Qura, which the runtime knows (`islamic-umalqura`); Egypt's may
 * differ by a day. Sham el-Nessim is the day after the Orthodox Easter.
 */
export const BANK_HOLIDAYS: ReadonlySet<string> = new Set([
  // 2026
  '2026-01-01', // the end of most banks' fiscal year
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
  '2027-01-01', // the end of most banks' fiscal year
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
  // 2028
  '2028-01-01', // the end of most banks' fiscal year
  '2028-01-07', // Coptic Christmas
  '2028-01-25', // Revolution and Police Day
  '2028-02-26', // Eid al-Fitr
  '2028-02-27',
  '2028-02-28',
  '2028-04-17', // Sham el-Nessim
  '2028-04-25', // Sinai Liberation Day
  '2028-05-01', // Labour Day
  '2028-05-04', // Day of Arafat
  '2028-05-05', // Eid al-Adha
  '2028-05-06',
  '2028-05-07',
  '2028-05-25', // Islamic New Year 1450
  '2028-06-30', // Revolution Day
  '2028-07-01', // Bank Holiday
  '2028-07-23', // Revolution Day
  '2028-08-03', // the Prophet’s birthday
  '2028-10-06', // Armed Forces Day
  // 2029
  '2029-01-01', // the end of most banks' fiscal year
  '2029-01-07', // Coptic Christmas
  '2029-01-25', // Revolution and Police Day
  '2029-02-14', // Eid al-Fitr
  '2029-02-15',
  '2029-02-16',
  '2029-04-09', // Sham el-Nessim
  '2029-04-23', // Day of Arafat
  '2029-04-24', // Eid al-Adha
  '2029-04-25', // Eid al-Adha and Sinai Liberation Day
  '2029-04-26',
  '2029-05-01', // Labour Day
  '2029-05-14', // Islamic New Year 1451
  '2029-06-30', // Revolution Day
  '2029-07-01', // Bank Holiday
  '2029-07-23', // Revolution Day
  '2029-07-24', // the Prophet’s birthday
  '2029-10-06', // Armed Forces Day
])
