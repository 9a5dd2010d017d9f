import type { Draws } from '#infra/demo/seed/draws.ts'

const MEN =
  'محمد أحمد محمود مصطفى علي حسن حسين إبراهيم خالد عمرو كريم يوسف عمر طارق هشام وائل ياسر سامح أشرف جمال عادل رمضان شعبان سيد عماد نبيل مينا جرجس بيشوي مايكل هاني شريف تامر وليد حازم إسلام بلال زياد عبدالله عبدالرحمن'.split(
    ' ',
  )
const WOMEN =
  'منى فاطمة سارة نورهان مريم هبة دينا آية أسماء إيمان رانيا شيماء ياسمين نهى هدى سلمى ندى سمر ريهام داليا ماريان مارينا كريستين نادية سعاد زينب أميرة عبير غادة'.split(
    ' ',
  )
const FAMILIES =
  'حسن علي إبراهيم السيد عبدالعزيز الشافعي منصور فؤاد عثمان صالح رزق غالي فهمي البنا النجار الحداد سليمان شاهين عوض بدوي حمدي زكي لطفي راغب القاضي الشناوي المصري خليل مرسي توفيق رشاد جاد حنا بطرس عزيز كمال رضوان عبدالفتاح الجندي فرج سعد'.split(
    ' ',
  )

export interface PersonName {
  readonly firstName: string
  readonly lastName: string
}

/** The name of somebody; of the craftsmen nearly all are men. */
export const drawName = (draws: Draws, shareOfWomen: number): PersonName => ({
  firstName: draws.pick(draws.chance(shareOfWomen) ? WOMEN : MEN),
  lastName: draws.pick(FAMILIES),
})

/** An Egyptian mobile number that no other number of the seed is. */
export const mobileOf = (seed: number, place: number): string =>
  `+2015${String((seed * 7_919_317 + place) % 100_000_000).padStart(8, '0')}`
