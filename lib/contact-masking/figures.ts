import type { Span } from '#lib/contact-masking/fold.ts'
import type { NumberFound, Word } from '#lib/contact-masking/numbers.ts'

/** What a number is besides a part of a phone number. */
export interface Figure extends NumberFound {
  /** Of a date, a time, a decimal or a number with thousands: it is a part of a phone number behind its code alone. */
  readonly isFormatted: boolean
  /** It is a part of a date with its year. */
  readonly isDate: boolean
  /** It counts or names something: `500 جنيه`, `flat 12`. Only the clear shape of a mobile number overrules that. */
  readonly isNamed: boolean
  /** It is the number of a place: `flat 12`. */
  readonly isPlace: boolean
  /** It has a unit or a currency. */
  readonly isCounted: boolean
}

const DATE =
  /(?<![\d/.-])(?:(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)?\d{2})|((?:19|20)\d{2})([/.-])(\d{1,2})\6(\d{1,2}))(?!\d|[/.-]\d)/g
/** A date to the next one or to a time: `1/10/2026-5/10/2026`, `2026-10-01-12:30`. */
const DATES = /* @__PURE__ */ (() => {
  const part = '(?:0?[1-9]|[12]\\d|3[01])'
  const withYear = `(?:${part}[/.-]${part}[/.-](?:19|20)\\d{2}|(?:19|20)\\d{2}[/.-]${part}[/.-]${part})`
  const date = `(?:${withYear}|${part}[/.]${part}[/.]\\d{2})`
  return new RegExp(
    `(?<![\\d/.-])(?:${date}-${date}|${withYear}-\\d{1,2}(?:[/.:]\\d{1,2})?)(?!\\d|[/.-]\\d)`,
    'g',
  )
})()
const OTHER_FORMATS = [
  /(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])/g,
  /(?<![\d/])\d{1,2}\/\d{1,2}(?![\d/])/g,
  /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?!\d|\.\d)/g,
]

/** A number with what may stand inside it; then whether it has thousands, or a decimal. */
const WITH_POINTS = /\d[\d.,]*/g
const THOUSANDS_OR_DECIMAL = /^(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,2})?|(?:0|[1-9]\d*)\.\d{1,2})[.,]?$/

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/))

const UNITS = /* @__PURE__ */ set(
  `جنيه جنيها جني ج جم قرش ريال درهم دولار يورو الف تلاف مليون في
   متر امتار م مم سم سنتي كم كيلو كجم جرام لتر طن وات واط كيلووات حصان امبير فولت بوصه بوصات درجه انش ليتر بار
   سنه سنين سنوات شهر شهور اشهر يوم ايام اسبوع اسابيع ساعه ساعات دقيقه دقايق دقائق ثانيه ص صباحا مساء بليل
   قطعه قطع حته حتت عدد وحده وحدات باب ابواب شباك شبابيك لمبه لمبات غرفه غرف اوضه اوض حمام حمامات مطبخ دور ادوار
   شقه شقق عماره كوع مفتاح مفاتيح بريزه كشاف علبه شيكاره بستله كرتونه لوح الواح بلاطه مراوح مروحه تكييف ستاره ستاير
   عمال عامل نفر افراد فرد زياره زيارات مره مرات مرحله مراحل نقطه خط خطوط مخده مخدات كرسي كراسي
   egp le pounds pound usd dollars dollar eur euro sar aed piastres percent
   m cm mm km kg g l ml ft in inch inches sqm sq metre metres meter meters square liters litres kilo kilos ton tons
   w watt watts kw kva v volt volts a amp amps hp hz btu psi bar degrees gb tb mb rpm
   year years month months week weeks day days hour hours hr hrs min mins minute minutes am pm
   piece pieces pcs pc unit units room rooms door doors window windows bathroom bathrooms floor floors lamps bulbs
   workers people persons person visits visit times blocks bricks tiles bags boxes sockets switches points panels`,
)
const NAMES = /* @__PURE__ */ set(
  `سعر السعر بسعر تمن التمن مبلغ المبلغ اجمالي الاجمالي مقدم دفعت ادفع الباقي تكلفه التكلفه ميزانيه الميزانيه
   طلب الطلب الاوردر اوردر فاتوره الفاتوره ايصال الايصال موديل الموديل كود الكود سيريال السيريال مسلسل باركود شحنه الشحنه
   عداد العداد عقد العقد قيد القيد عضويه بوليصه حساب البطاقه قومي القومي ضريبي سجل السجل مقاس المقاس المقاسات مقاسات
   price total sum egp le budget cost costs fee labour material deposit paid pay
   order invoice receipt ticket model code serial part sku ref reference item batch tracking barcode version isbn iso
   awb imei vin sn pn po inv cert tin crn grn mac
   meter counter id vat tax plate ral class type size sizes account iban id licence license permit policy contract postal zip`,
)
const PLACES = /* @__PURE__ */ set(
  `شقه الشقه عماره العماره مبني فيلا دور الدور طابق بلوك مجموعه مدخل قطعه القطعه شارع محل المحل مكتب منطقه كيلو الكيلو
   flat apartment apt building bldg floor villa street st block gate zone group entrance unit plot house road`,
)
const BETWEEN_NAME_AND_NUMBER = /* @__PURE__ */ set('رقم no number num is of the nr من هو نمره at for')
const CURRENCY_BEFORE = /(?:[$€£#]|(?<!\p{L})(?:egp|l\.?e\.?|ج\.?م?))\s?$/u
const SIGN_BEHIND = /^\s?(?:%|٪|°|"|''|“|”|\$|€|£|ج\.م|l\.e)/

/** Says of each number what else it is, by its format and by the words beside it. */
export function figuresOf(folded: string, words: readonly Word[], numbers: readonly NumberFound[]): Figure[] {
  const formatted = formattedSpans(folded)
  let span = 0
  let word = 0
  return numbers.map((number) => {
    while (span < formatted.length && (formatted[span]?.to ?? 0) <= number.from) span += 1
    while (word < words.length && (words[word]?.from ?? 0) < number.from) word += 1
    const format = (formatted[span]?.from ?? Infinity) < number.to ? formatted[span] : undefined
    const isCounted = hasUnit(folded, words, word, number)
    const label = labelBefore(folded, words, word, number)
    const isNamed = isCounted || label !== undefined
    const [isFormatted, isDate] = [format !== undefined, format?.isDate ?? false]
    return { ...number, isFormatted, isDate, isCounted, isNamed, isPlace: !isCounted && label === 'place' }
  })
}

interface Format extends Span {
  readonly isDate: boolean
}

function formattedSpans(folded: string): Format[] {
  const dates = [...Array.from(folded.matchAll(DATE)).filter(isDate), ...folded.matchAll(DATES)]
  const others = OTHER_FORMATS.flatMap((format) => Array.from(folded.matchAll(format)))
  const points = Array.from(folded.matchAll(WITH_POINTS)).filter(([found]) =>
    THOUSANDS_OR_DECIMAL.test(found),
  )
  const spanOf = (isDate: boolean) => (match: RegExpExecArray) => ({
    from: match.index,
    to: match.index + match[0].length,
    isDate,
  })
  return [...dates.map(spanOf(true)), ...[...others, ...points].map(spanOf(false))].toSorted(
    (a, b) => a.from - b.from || b.to - a.to,
  )
}

function isDate(match: RegExpExecArray): boolean {
  const [, first, , second, , , , month, day] = match
  const [a, b] = [Number(first ?? day), Number(second ?? month)]
  return a >= 1 && b >= 1 && Math.min(a, b) <= 12 && Math.max(a, b) <= 31
}

type Label = 'thing' | 'place' | undefined

function labelBefore(folded: string, words: readonly Word[], at: number, { from }: NumberFound): Label {
  const before = words[at - 1]
  return before !== undefined && isNear(folded, before.to, from) ? labelAt(words, at - 1) : undefined
}

function hasUnit(folded: string, words: readonly Word[], at: number, { from, to }: NumberFound): boolean {
  if (CURRENCY_BEFORE.test(folded.slice(Math.max(0, from - 6), from))) return true
  if (SIGN_BEHIND.test(folded.slice(to, to + 4))) return true
  let next = at
  while (next < words.length && (words[next]?.from ?? 0) < to) next += 1
  const behind = words[next]
  return behind !== undefined && /^[\s-]{0,2}$/.test(folded.slice(to, behind.from)) && UNITS.has(behind.text)
}

function labelAt(words: readonly Word[], at: number): Label {
  const word = words[at]?.text ?? ''
  return labelOf(word) ?? (BETWEEN_NAME_AND_NUMBER.has(word) ? labelOf(words[at - 1]?.text ?? '') : undefined)
}

const labelOf = (word: string): Label => (NAMES.has(word) ? 'thing' : PLACES.has(word) ? 'place' : undefined)

const isNear = (folded: string, from: number, to: number): boolean =>
  to - from <= 3 && !/\n/.test(folded.slice(from, to))
